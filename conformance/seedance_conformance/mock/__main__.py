"""`python -m seedance_conformance.mock`: the same as `seedance mock`, for a parent process that starts one."""

from seedance_conformance.cli.mock import command

if __name__ == "__main__":
    command(prog_name="seedance mock")
