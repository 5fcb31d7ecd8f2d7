"""Schemathesis on the contract: the answers to all generated requests have the declared form.

Each test judges EP-RESP-JSON; findings about other rules are reported under these.
"""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Inconclusive

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("EP-RESP-JSON")]


@pytest.mark.parametrize(
    "operation",
    [pytest.param("createVideo", marks=pytest.mark.long), "getVideo", "uploadAsset", "getAsset", "deleteAsset"],
)
def test_generated_requests(context: Context, operation: str) -> None:
    """Examples, boundary cases and random cases of one operation."""
    # Schemathesis takes long to import, and the quick profile doesn't need it.
    from seedance_conformance.suite.schemathesis.runs import run_operation

    _conclude(context, run_operation(context, operation, examples=2 * context.examples))


def test_linked_requests(context: Context) -> None:
    """Chains of calls along the declared links of the contract."""
    from seedance_conformance.suite.schemathesis.runs import run_links

    _conclude(context, run_links(context, examples=context.examples))


def _conclude(context: Context, findings: object) -> None:
    from seedance_conformance.suite.schemathesis.runs import Findings

    assert isinstance(findings, Findings)
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
