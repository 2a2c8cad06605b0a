"""How much is done: the short form in every run of the tests, the full one at night."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """The size of the long run.

    `pause` is how many seconds a client lets pass between two acts: the network is to be busy, not
    swamped, and the crowd has the same processors as the servers that have to start again.
    `calm_writes` come before the first kill, `writes` altogether; `rounds` is how often each kind
    of process is killed, `freezes` how often Neo4j is frozen, for `frozen_seconds`; `cuts` is how
    often each wire is cut, `acts` what each client does in a race, `samples` how many latencies
    make a median. `tolerance` multiplies the time limits: the short form runs on busy machines.
    """

    clients: int
    pause: float
    calm_writes: int
    writes: int
    rounds: int
    freezes: int
    frozen_seconds: float
    cuts: int
    wired_writes: int
    acts: int
    samples: int
    tolerance: float


SHORT = Form(
    clients=8,
    pause=0.1,
    calm_writes=40,
    writes=160,
    rounds=1,
    freezes=1,
    frozen_seconds=2.5,
    cuts=1,
    wired_writes=50,
    acts=6,
    samples=10,
    tolerance=3.0,
)
FULL_FORM = Form(
    clients=12,
    pause=0.1,
    calm_writes=3_000,
    writes=10_000,
    rounds=5,
    freezes=4,
    frozen_seconds=4.0,
    cuts=15,
    wired_writes=1_500,
    acts=48,
    samples=300,
    tolerance=1.0,
)
FULL = os.environ.get("FAULTS") == "full"
FORM = FULL_FORM if FULL else SHORT
