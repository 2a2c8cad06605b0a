"""Settings of Sphinx, which `docs.build` runs on the pages that `docs.staging` writes."""

from docs.build import MERMAID

project = "Social graph"
html_title = "Social graph"
extensions = ["myst_parser", "docs.diagrams"]
# As GitHub makes them: the same link works in both.
myst_heading_anchors = 4
html_theme = "furo"
html_static_path = ["static", "../core/static/core/logo.svg", str(MERMAID)]
html_css_files = ["site.css"]
html_favicon = "../core/static/core/logo.svg"
html_copy_source = False
html_show_copyright = False
html_permalinks_icon = "#"
html_theme_options = {"light_logo": "logo.svg", "dark_logo": "logo.svg"}
# Names of constants, files and commands are no prose.
smartquotes = False
# A block is shown without colours where the lexer of its language is behind the language.
suppress_warnings = ["misc.highlighting_failure"]
