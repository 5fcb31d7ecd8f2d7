"""The reports of a run: pure functions of its event log."""

from seedance_conformance.report.write import write_reports

__all__ = ["write_reports"]
