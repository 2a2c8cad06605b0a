"""What a failure of a statement means. Everything is an outage, except what is listed here.

So an error that nobody has thought of never counts as a fault of the data. Source of the codes:
Neo4j Status Codes, "Error classifications".
"""

from enum import Enum, auto

from neo4j.exceptions import Neo4jError

# The statement or its parameters are wrong: they would fail on a server that is well, too.
_DATA_FAULTS = (
    "Neo.ClientError.Statement.",
    "Neo.ClientError.Schema.",
    "Neo.ClientError.Procedure.",
)
# This statement was given up by a server that is well: its time was over (Neo4j adds
# "ClientConfiguration" when it was the statement's own limit), it waited for a lock, it took too
# much memory, or it reached a member of the cluster that no longer leads.
_GIVEN_UP = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.LockClientStopped",
    "Neo.ClientError.Transaction.Terminated",
    "Neo.ClientError.Transaction.InvalidBookmark",
    "Neo.ClientError.Cluster.NotALeader",
    "Neo.TransientError.Cluster.",
    "Neo.TransientError.Transaction.",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
    "Neo.TransientError.General.TransactionOutOfMemoryError",
)
_OUT_OF_TIME = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.LockClientStopped",
)
_REFUSED = "Neo.ClientError.Security."
_DRIVER = "neo4j"


class Failure(Enum):
    """What to do after a failure."""

    # Raise it as it is.
    DATA_FAULT = auto()
    # Later; meanwhile other statements pass.
    GIVEN_UP = auto()
    # Later; meanwhile no statement passes.
    OUTAGE = auto()
    # Ask the server: as long as it answers, the fault is ours.
    UNKNOWN = auto()


def failure_of(error: Exception) -> Failure:
    """Return what an exception means that running a statement has raised.

    What comes neither from the driver nor from the system is UNKNOWN: the driver refuses values
    that it cannot send by the same types of exceptions by which it stumbles over bytes that are no
    Bolt.
    """
    if isinstance(error, Neo4jError):
        code = _code(error)
        if code.startswith(_DATA_FAULTS):
            return Failure.DATA_FAULT
        return Failure.GIVEN_UP if code.startswith(_GIVEN_UP) else Failure.OUTAGE
    if isinstance(error, OSError) or _is_of_driver(error):
        return Failure.OUTAGE
    return Failure.UNKNOWN


def is_out_of_time(error: Neo4jError) -> bool:
    """Return whether the time limit ended the statement, also while it waited for a lock."""
    return _code(error).startswith(_OUT_OF_TIME)


def is_refused(error: Exception) -> bool:
    """Return whether the server does not accept our user and password."""
    return isinstance(error, Neo4jError) and _code(error).startswith(_REFUSED)


def summary(error: BaseException) -> str:
    """Return the type of an error and its code: a message may have data of users in it."""
    code = f" {error.code}" if isinstance(error, Neo4jError) else ""
    return type(error).__name__ + code


def _code(error: Neo4jError) -> str:
    return error.code or ""


def _is_of_driver(error: Exception) -> bool:
    # Those of the handshake have no public name.
    return type(error).__module__.partition(".")[0] == _DRIVER
