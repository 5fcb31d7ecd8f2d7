"""The `seedance` command. Modules import heavy dependencies when a subcommand runs, so that `--help` stays quick."""
