"""Our explicit cases of create for a stock `st run`: each is sent as an example, and its answer judged by its rule."""

import json
from typing import Any

from attrs import frozen
from schemathesis import Case as Request
from schemathesis import Response
from schemathesis.schemas import APIOperation

from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.explicit import all_cases
from seedance_conformance.suite.schemathesis.checks import operation_id, result


@frozen
class ExplicitCases:
    """The cases by their body as JSON, without those that may be refused late or run in the full profile only."""

    cases: dict[str, Case]

    @classmethod
    def with_media(cls, media: References, *, remote: bool) -> "ExplicitCases":
        """The cases with addresses that the target can fetch."""
        chosen = [case for case in all_cases(media) if not (case.full or case.late or (remote and case.late_on_remote))]
        return cls({_text(case.body): case for case in chosen})

    def of(self, request: Request[Any]) -> Case | None:
        """The case of a request, if it is one; a generated request may have the same body and another header."""
        ours = request.meta is None and operation_id(request) == "createVideo"
        return self.cases.get(_text(request.body)) if ours else None

    def requests(self, operation: APIOperation[Any, Any, Any, Any]) -> list[Request[Any]]:
        """A request for each case, if the operation creates videos."""
        if operation.definition.raw.get("operationId") != "createVideo":
            return []
        bodies: list[Any] = [case.body for case in self.cases.values()]
        return [operation.Case(body=body, media_type="application/json") for body in bodies]

    def check(self, request: Request[Any], response: Response) -> None:
        """Check that a violation is refused, and a valid body accepted; the message begins with the rule."""
        case = self.of(request)
        if case is None or response.status_code == 429 or response.status_code >= 500:
            return
        found = "refused" if result(response) is None else "accepted"
        if found != case.expect:
            raise AssertionError(f"{case.rule}: {case.name}: {found}, expected: {case.expect}")


def _text(body: object) -> str:
    return json.dumps(body, sort_keys=True, default=str)
