"""One module a format: console, `report.json`, `junit.xml`, HTML and Markdown."""
