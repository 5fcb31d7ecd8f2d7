"""`python -m seedance_conformance.mock`: the same as `seedance mock`, for processes that start a mock."""

from seedance_conformance.mock.command import command

if __name__ == "__main__":
    command(prog_name="seedance mock")
