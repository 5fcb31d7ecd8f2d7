"""Tests that judge the exchange log of the whole run."""
