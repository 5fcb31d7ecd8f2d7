"""How Sphinx makes the site; `scripts/docs` builds it. Nothing is fetched when it is built."""

from seedance_conformance import __version__

project = "seedance-kit"
author = "the authors of seedance-kit"
version = release = __version__
html_title = f"seedance-kit {__version__}"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
nitpicky = False

myst_heading_anchors = 3

# Docstrings are Google's form; a name between single backticks is code.
default_role = "code"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
