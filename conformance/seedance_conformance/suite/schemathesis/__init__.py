"""Schemathesis on the contract: generated requests, sent through the transport, and checks of the answers.

It generates requests that our own cases don't contain, and judges the form of answers by `openapi/seedance.yaml`, which
shares only the rule ids with the monitors.
"""
