"""The watermark: how far the journal is behind us for good."""

from graph.connection import client


def watermark() -> int:
    """The version below which every change is in the graph; 0 when that was never settled.

    Makes the node where there is none, so that whoever mends the graph can name it.
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
    """From now on every change below `version` counts as a repetition; never goes down.

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
    """Put the watermark where it belongs in a graph that is made anew, were it lower than before.

    Safe only while no edge stands that was withdrawn below `version`.
    """
    client.write('MERGE (w:Watermark {name: "journal"}) SET w.version = $version', version=version)
