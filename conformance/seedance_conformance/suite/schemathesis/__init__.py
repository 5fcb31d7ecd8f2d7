"""Schemathesis on the contract: generated requests, sent through the target, and its checks on the answers.

It constructs what our own strategies do not think of, and judges the form of answers by `openapi/seedance.yaml`, a
reading of the documents that shares nothing with the monitors but the rule ids.
"""
