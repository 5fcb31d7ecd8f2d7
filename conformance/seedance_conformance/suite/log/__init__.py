"""Tests that judge the exchange log of the whole run, and the tasks that give it evidence."""
