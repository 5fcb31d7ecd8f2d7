# pyright: standard
"""One function for each call, as the contract describes it.

Not used by `Seedance` and `AsyncSeedance`: these functions check nothing, count nothing and send a create as often as
they are called.
"""
