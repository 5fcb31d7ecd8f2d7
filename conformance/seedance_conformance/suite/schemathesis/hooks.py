"""Hooks for a stock `st run` on `openapi/seedance.yaml`: media that can be fetched, ids that exist, bodies and checks.

`SCHEMATHESIS_HOOKS=seedance_conformance.suite.schemathesis.hooks` loads them. `SEEDANCE_MEDIA_URL` names the place
where the files of `seedance media export` are published; without it they are served on this machine. The suite itself
uses the same parts through `runs.py`.
"""

import os
from typing import Any, Final
from urllib.parse import quote

import schemathesis
from schemathesis import Case, CheckContext, GenerationMode, HookContext, Response

from seedance_conformance.media import Library, MediaServer, RemoteMedia, numbered
from seedance_conformance.suite.schemathesis import checks
from seedance_conformance.suite.schemathesis.known import Known
from seedance_conformance.suite.schemathesis.supply import Addresses, with_media

__all__ = ["KnownBodies", "after_call", "before_add_examples", "before_call", "checks"]

_MADE_BY: Final = {"createVideo": "id", "uploadAsset": "assetId"}
_LOOKED_UP: Final = {"getVideo": "createVideo", "getAsset": "uploadAsset", "deleteAsset": "uploadAsset"}
_ids: dict[str, str] = {}


def _media() -> Addresses:
    published = os.environ.get("SEEDANCE_MEDIA_URL")
    if published:
        return RemoteMedia(published)
    library = Library()
    library.prepare(numbered())
    return MediaServer(library).__enter__()


_MEDIA: Final = _media()
_KNOWN: Final = Known.with_media(_MEDIA, remote=isinstance(_MEDIA, RemoteMedia))


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Replace generated media addresses, and in requests that are meant well the id by the last one that was given."""
    operation = checks.operation_id(case)
    if _KNOWN.of(case) is None:
        case.body = with_media(operation, case.body, _MEDIA)
    known = _ids.get(_LOOKED_UP.get(operation, ""))
    if known and case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
        case.path_parameters = {name: quote(known, safe="") for name in case.path_parameters}


@schemathesis.hook
def before_add_examples(context: HookContext, examples: list[Case[Any]]) -> None:
    """Send our constructed bodies beside the examples of the contract."""
    if context.operation is not None:
        examples.extend(_KNOWN.requests(context.operation))


@schemathesis.check
class KnownBodies:
    """Constructed bodies are taken as their rules say."""

    def after_response(self, ctx: CheckContext, response: Response, case: Case[Any]) -> None:
        """Hold the answer against the rule of the body."""
        _KNOWN.judge(case, response)


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    """Remember the id of what was made."""
    operation = checks.operation_id(case)
    made = (checks.result(response) or {}).get(_MADE_BY.get(operation, ""))
    if made:
        _ids[operation] = str(made)
