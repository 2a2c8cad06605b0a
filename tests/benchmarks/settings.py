"""Production, with limits that are meant for one client of many."""

import os
from pathlib import Path

from core.settings.production import *  # noqa: F403
from core.settings.production import RATES
from core.settings.rates import READS, TO_ONE, TOWARDS

# Empty, where a deployment has run collectstatic.
STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
# One client reads and writes for many.
RATES = {**RATES, **dict.fromkeys((*READS, *TO_ONE, *TOWARDS))}
