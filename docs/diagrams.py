"""Mermaid's diagrams, drawn in the browser by a script of ours: no other host is asked."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

LANGUAGE = "mermaid"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let Sphinx draw blocks of the language `mermaid`."""
    app.connect("doctree-resolved", mark)
    app.connect("html-page-context", add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put each diagram's text where the script finds it."""
    for block in list(doctree.findall(nodes.literal_block)):
        if block.get("language") == LANGUAGE:
            text = nodes.Text(block.astext()).astext()
            escaped = text.replace("&", "&amp;").replace("<", "&lt;")
            block.replace_self(
                nodes.raw("", f'<pre class="{LANGUAGE}">{escaped}</pre>', format="html")
            )


def add_scripts(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, object],
    doctree: nodes.document | None,
) -> None:
    """Load the scripts, of 3 MB, on the pages that have a diagram."""
    if f'<pre class="{LANGUAGE}">' in str(context.get("body", "")):
        app.add_js_file("mermaid.tiny.js")
        app.add_js_file("diagrams.js")
