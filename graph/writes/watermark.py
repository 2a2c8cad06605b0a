"""The watermark: the journal entries below it are applied for good."""

from graph.connection import client


def watermark() -> int:
    """Return the version below which every change is in the graph; 0 at first.

    Creates the node where there is none, so that a repair can refer to it.
    """
    (record,) = client.write(
        """
        MERGE (w:Watermark {name: "journal"}) ON CREATE SET w.version = 0
        RETURN w.version AS version
        """
    )
    version: int = record["version"]
    return version


def raise_watermark(version: int) -> None:
    """Raise the watermark to `version`: changes below it are repetitions. It is never lowered.

    Safe only when each journal entry below it is committed or never will be, and is applied.
    """
    client.write(
        """
        MERGE (w:Watermark {name: "journal"})
        SET w.version = CASE WHEN coalesce(w.version, 0) < $version THEN $version
                             ELSE w.version END
        """,
        version=version,
    )


def set_watermark(version: int) -> None:
    """Set the watermark of a rebuilt graph, also to a lower value than before.

    Safe only while no edge exists that was undone below `version`.
    """
    client.write('MERGE (w:Watermark {name: "journal"}) SET w.version = $version', version=version)
