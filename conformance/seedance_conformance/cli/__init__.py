"""The `seedance` command. Modules import their heavy parts when a verb runs, so that `--help` stays quick."""
