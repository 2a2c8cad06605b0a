"""The project's Markdown files."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
FOREIGN = {".git", ".venv", "var", "node_modules", "dist"}


def documents(folder: Path = ROOT) -> list[Path]:
    """Return every Markdown file of the project, in the order of the paths."""
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".md":
            found.append(path)
        elif path.is_dir() and path.name not in FOREIGN:
            found += documents(path)
    return found
