"""Sphinx's settings for the documentation site; ``make docs-site`` puts its sources together and builds it."""

from importlib.metadata import version as find_version

project = "finalorder"
author = "The finalorder authors"
project_copyright = f"{author}; MIT licence"
version = release = find_version("finalorder")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = f"finalorder {release}"
html_show_sourcelink = False
html_copy_source = True
#: no request to anyone else: fonts, scripts and icons of the theme are its own files
html_theme_options = {"top_of_page_buttons": []}
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_use_type_comments = False
#: a number between braces is no key, and console sessions are not always of one language
suppress_warnings = ["misc.highlighting_failure"]
