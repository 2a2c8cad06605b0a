"""Everything that goes wrong with Neo4j is an outage, except what is listed."""

import ssl
import struct

import pytest
from neo4j._exceptions import BoltHandshakeError, BoltProtocolError
from neo4j.exceptions import (
    ConfigurationError,
    Neo4jError,
    ResultFailedError,
    ServiceUnavailable,
    SessionExpired,
    UnsupportedServerProduct,
)

from graph.connection.failures import Failure, failure_of, summary


def of_server(code: str) -> Neo4jError:
    """The error that the driver makes of this code."""
    return Neo4jError._basic_hydrate(neo4j_code=code, message="Of somebody's data.")


@pytest.mark.parametrize(
    "code",
    [
        "Neo.ClientError.Statement.SyntaxError",
        "Neo.ClientError.Statement.TypeError",
        "Neo.ClientError.Statement.ParameterMissing",
        "Neo.ClientError.Statement.ArithmeticError",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.ClientError.Schema.ConstraintAlreadyExists",
        "Neo.ClientError.Procedure.ProcedureNotFound",
    ],
)
def test_what_is_wrong_with_a_statement_or_its_data_is_listed(code: str) -> None:
    assert failure_of(of_server(code)) is Failure.DATA_FAULT


@pytest.mark.parametrize(
    "code",
    [
        "Neo.ClientError.Transaction.TransactionTimedOut",
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
        "Neo.ClientError.Transaction.LockClientStopped",
        "Neo.TransientError.Transaction.LockClientStopped",
        "Neo.TransientError.Transaction.Terminated",
        "Neo.TransientError.Transaction.DeadlockDetected",
        "Neo.TransientError.Transaction.BookmarkTimeout",
        "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
        "Neo.ClientError.Cluster.NotALeader",
    ],
)
def test_what_a_server_cancels_that_is_well_is_listed(code: str) -> None:
    assert failure_of(of_server(code)) is Failure.GIVEN_UP


@pytest.mark.parametrize(
    "code",
    [
        "Neo.DatabaseError.Transaction.TransactionStartFailed",
        "Neo.DatabaseError.Transaction.TransactionCommitFailed",
        "Neo.DatabaseError.Statement.ExecutionFailed",
        "Neo.DatabaseError.General.UnknownError",
        "Neo.DatabaseError.General.StorageDamageDetected",
        "Neo.TransientError.General.DatabaseUnavailable",
        "Neo.TransientError.General.OutOfMemoryError",
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
        "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase",
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Security.AuthenticationRateLimit",
        "Neo.ClientError.Security.CredentialsExpired",
        "Neo.ClientError.Security.Forbidden",
        "Neo.ClientError.Request.Invalid",
        "Neo.SomethingNew.That.NobodyKnows",
        "nonsense",
    ],
)
def test_any_other_error_of_the_server_is_an_outage(code: str) -> None:
    assert failure_of(of_server(code)) is Failure.OUTAGE


@pytest.mark.parametrize(
    "error",
    [
        ServiceUnavailable("No."),
        SessionExpired("No."),
        ConfigurationError("No."),
        ResultFailedError(None, "No."),
        UnsupportedServerProduct("No."),
        BoltHandshakeError("No.", None, b"", b""),  # type: ignore[no-untyped-call]
        BoltProtocolError("No.", None),  # type: ignore[no-untyped-call]
        ConnectionResetError("No."),
        ssl.SSLError("No."),
        TimeoutError("No."),
    ],
)
def test_every_error_of_the_driver_and_of_the_system_is_an_outage(error: Exception) -> None:
    assert failure_of(error) is Failure.OUTAGE


@pytest.mark.parametrize(
    "error",
    [
        OverflowError("Integer out of range"),
        ValueError("Unknown PackStream marker"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "No."),
        struct.error("No."),
        KeyError("No."),
    ],
)
def test_of_other_errors_the_server_itself_decides(error: Exception) -> None:
    assert failure_of(error) is Failure.UNKNOWN


def test_a_summary_has_no_text_of_the_server() -> None:
    error = of_server("Neo.DatabaseError.Statement.ExecutionFailed")
    assert summary(error) == "DatabaseError Neo.DatabaseError.Statement.ExecutionFailed"
    assert summary(ServiceUnavailable("Of somebody.")) == "ServiceUnavailable"
