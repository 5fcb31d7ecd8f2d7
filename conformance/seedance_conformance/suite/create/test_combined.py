"""Create: valid bodies on a target that bills each of them, with as many rules in one body as go together."""

import pytest

from seedance_conformance.cases.combined.bodies import Packed
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.combined import judge_packed
from seedance_conformance.suite.create.items import Available

pytestmark = pytest.mark.remote


def test_a_valid_body_is_accepted(context: Context, packed: Packed) -> None:
    """Every value that the documents allow is accepted, alone and beside each other one."""
    judge_packed(context, packed, Available(context.media))
