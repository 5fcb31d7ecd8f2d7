"""Schemathesis on the contract: the answers to all generated requests have the declared form.

Each test judges EP-RESP-JSON; findings about other rules are reported under these.
"""

from math import ceil
from typing import TYPE_CHECKING

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Inconclusive

if TYPE_CHECKING:
    from seedance_conformance.suite.schemathesis.runs import Findings

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("EP-RESP-JSON")]


@pytest.mark.parametrize(
    "operation",
    [pytest.param("createVideo", marks=pytest.mark.long), "getVideo", "uploadAsset", "getAsset", "deleteAsset"],
)
def test_generated_requests(context: Context, operation: str) -> None:
    """Examples, boundary cases and random cases of one operation."""
    # Schemathesis takes long to import, and the quick profile doesn't need it.
    from seedance_conformance.suite.schemathesis.runs import run_operation

    examples = ceil(context.examples / 4) if context.few else 2 * context.examples
    _conclude(context, run_operation(context, operation, examples=examples))


def test_linked_requests(context: Context) -> None:
    """Chains of calls along the declared links of the contract."""
    from seedance_conformance.suite.schemathesis.runs import run_links

    examples = ceil(context.examples / 4) if context.few else context.examples
    _conclude(context, run_links(context, examples=examples))


def _conclude(context: Context, findings: "Findings") -> None:
    own = findings.breaches.pop("EP-RESP-JSON", None)
    for rule, breach in findings.breaches.items():
        context.report(rule, breach)
    if own is not None:
        raise own
    if findings.stopped is not None:
        raise findings.stopped
    if not findings.answers:
        raise Inconclusive("no generated request was answered")
    context.evidence(findings.answers)
