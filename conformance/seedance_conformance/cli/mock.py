"""The command `seedance mock`, which is part of the mock, so that it runs without the rest of the command line."""

from seedance_conformance.mock.command import command

__all__ = ["command"]
