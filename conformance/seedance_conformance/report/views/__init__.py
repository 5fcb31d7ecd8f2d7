"""A module for each format: console, `report.json`, `junit.xml`, HTML and Markdown."""
