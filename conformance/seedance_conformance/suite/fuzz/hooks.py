"""Hooks for a stock `st run` on `openapi/seedance.yaml`: media that can be fetched, and the checks of `checks.py`.

`SCHEMATHESIS_HOOKS=seedance_conformance.suite.fuzz.hooks` loads them; `SEEDANCE_MEDIA_URL` names the place where the
files of `seedance media export` are published. The suite itself uses the same two parts through `runs.py`.
"""

import os
from typing import Any

import schemathesis
from schemathesis import Case, HookContext

from seedance_conformance.media import RemoteMedia
from seedance_conformance.suite.fuzz import checks
from seedance_conformance.suite.fuzz.supply import with_media

__all__ = ["before_call", "checks"]

_MEDIA_URL = os.environ.get("SEEDANCE_MEDIA_URL", "")


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Replace generated media addresses, in every phase."""
    if _MEDIA_URL:
        case.body = with_media(checks.operation_id(case), case.body, RemoteMedia(_MEDIA_URL))
