# Copied from openapi/companion/_sdk/create/explained/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""Whether everything in a refusal is explained: only then it is certain that nothing was started.

Names of ids and the sentences around them have no end, so a list of them is never complete (`id_search` has one, to
find ids). These modules work the other way round: what a refusal may contain is listed, and whatever remains could be
an id. `fields` reads JSON, `pages` a text, a page or XML, `headers` the headers; `words` the words in all of them.
"""
