"""Media: the explicit cases of each rule about files: formats, sizes, ratios, lengths and totals."""

import pytest

from seedance_conformance.cases.case import Placeholders
from seedance_conformance.cases.explicit import media_cases
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.case_groups import group_params
from seedance_conformance.suite.media.case_groups import MediaCaseGroup, files_marks

pytestmark = pytest.mark.full

_CASES = media_cases(Placeholders())


@pytest.mark.parametrize("cases", group_params(_CASES, "refused", MediaCaseGroup, files_marks))
def test_files_out_of_bounds_are_refused(context: Context, cases: MediaCaseGroup) -> None:
    """A file that breaks one rule is refused, whatever its name says."""
    cases.judge(context)


@pytest.mark.parametrize("cases", group_params(_CASES, "accepted", MediaCaseGroup, files_marks))
def test_files_within_the_bounds_are_accepted(context: Context, cases: MediaCaseGroup) -> None:
    """A file just inside a bound is accepted."""
    cases.judge(context)
