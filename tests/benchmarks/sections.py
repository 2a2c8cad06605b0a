"""The parts of tests/hostile/ATTACKS.md that are written by machine, each between two markers."""

from .servers import ROOT

REPORT = ROOT / "tests" / "hostile" / "ATTACKS.md"


def write_section(name: str, text: str) -> None:
    """Replace what is between the markers of this name. Raises ValueError without them."""
    before, begin, rest = REPORT.read_text().partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- end of {name} -->\n")
    if not begin or not end:
        raise ValueError(f"{REPORT.name} has no markers of {name}.")
    REPORT.write_text(f"{before}{begin}\n{text.strip()}\n\n{end}{after}")
