"""Hooks for a stock `st run` on `openapi/seedance.yaml`: media that can be fetched, existing ids, cases and checks.

`SCHEMATHESIS_HOOKS=seedance_conformance.suite.schemathesis.hooks` loads them. `SEEDANCE_MEDIA_URL` names the place
where the files of `seedance media export` are published; by default this machine serves them.
"""

import json
import os
from typing import Any, Final
from urllib.parse import quote

import schemathesis
from attrs import define, field, frozen
from schemathesis import Case, CheckContext, GenerationMode, HookContext, Response
from schemathesis.schemas import APIOperation

from seedance_conformance.cases.case import Case as ExplicitCase
from seedance_conformance.cases.case import References
from seedance_conformance.cases.explicit import all_cases
from seedance_conformance.media import Library, MediaServer, RemoteMedia, numbered
from seedance_conformance.suite.schemathesis import checks
from seedance_conformance.suite.schemathesis.checks import operation_id, result
from seedance_conformance.suite.schemathesis.media_addresses import with_media

__all__ = ["ExplicitBodies", "after_call", "before_add_examples", "before_call", "checks"]

_ID_FIELDS: Final = {"createVideo": "id", "uploadAsset": "assetId"}
_CREATED_BY: Final = {"getVideo": "createVideo", "getAsset": "uploadAsset", "deleteAsset": "uploadAsset"}


@frozen
class ExplicitCases:
    """The cases by their body as JSON, without those that may be refused late or run in the full profile only."""

    cases: dict[str, ExplicitCase]

    @classmethod
    def with_media(cls, media: References, *, remote: bool) -> "ExplicitCases":
        """The cases with addresses that the target can fetch."""
        chosen = [case for case in all_cases(media) if not (case.full or case.late or (remote and case.late_on_remote))]
        return cls({_text(case.body): case for case in chosen})

    def of(self, request: Case[Any]) -> ExplicitCase | None:
        """The case of a request, if it is one; a generated request may have the same body and another header."""
        ours = request.meta is None and operation_id(request) == "createVideo"
        return self.cases.get(_text(request.body)) if ours else None

    def requests(self, operation: APIOperation[Any, Any, Any, Any]) -> list[Case[Any]]:
        """A request for each case, if the operation creates videos."""
        if operation.definition.raw.get("operationId") != "createVideo":
            return []
        bodies: list[Any] = [case.body for case in self.cases.values()]
        return [operation.Case(body=body, media_type="application/json") for body in bodies]

    def check(self, request: Case[Any], response: Response) -> None:
        """Check that a violation is refused, and a valid body accepted; the AssertionError begins with the rule."""
        case = self.of(request)
        if case is None or response.status_code == 429 or response.status_code >= 500:
            return
        found = "refused" if result(response) is None else "accepted"
        if found != case.expect:
            raise AssertionError(f"{case.rule}: {case.name}: {found}, expected: {case.expect}")


def _text(body: object) -> str:
    return json.dumps(body, sort_keys=True, default=str)


def _media() -> References:
    published = os.environ.get("SEEDANCE_MEDIA_URL")
    if published:
        return RemoteMedia(published)
    library = Library()
    library.prepare(numbered())
    return MediaServer(library).__enter__()


@define
class _StockRun:
    """The state of the run, with the latest id by the operation that created it.

    Schemathesis loads hooks as a module, which has nowhere else to keep it.
    """

    media: References
    cases: ExplicitCases
    ids: dict[str, str] = field(factory=dict)

    @classmethod
    def start(cls) -> "_StockRun":
        media = _media()
        return cls(media, ExplicitCases.with_media(media, remote=isinstance(media, RemoteMedia)))


_RUN: Final = _StockRun.start()


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Replace generated media addresses and, in valid requests, the id by the latest one that was created."""
    operation = operation_id(case)
    if _RUN.cases.of(case) is None:
        case.body = with_media(operation, case.body, _RUN.media)
    known = _RUN.ids.get(_CREATED_BY.get(operation, ""))
    if known and case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
        case.path_parameters = {name: quote(known, safe="") for name in case.path_parameters}


@schemathesis.hook
def before_add_examples(context: HookContext, examples: list[Case[Any]]) -> None:
    """Send our explicit cases beside the examples of the contract."""
    if context.operation is not None:
        examples.extend(_RUN.cases.requests(context.operation))


@schemathesis.check
class ExplicitBodies:
    """Explicit cases are accepted or refused as their rules demand."""

    def after_response(self, ctx: CheckContext, response: Response, case: Case[Any]) -> None:
        """Check the answer against the rule of the body."""
        _RUN.cases.check(case, response)


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    """Remember the id that was created."""
    operation = operation_id(case)
    created = (result(response) or {}).get(_ID_FIELDS.get(operation, ""))
    if created:
        _RUN.ids[operation] = str(created)
