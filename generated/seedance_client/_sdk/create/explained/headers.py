# Copied from openapi/companion/_sdk/create/explained/headers.py by scripts/regenerate: edit it there.
"""Whether every header of a refusal is explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .said import Said
from .words import unexplained_words

__all__ = ["unexplained_header"]

_LEADS: Final = re.compile(r"(?:.*-)?location|refresh", re.I)
_KNOWN: Final = re.compile(
    r"date|server|content-.*|transfer-encoding|connection|keep-alive|vary|allow|retry-after|etag|last-modified"
    r"|age|via|expires"
    r"|cache-control|pragma|www-authenticate|proxy-.*|strict-transport-security|alt-svc|upgrade|trailer|accept-.*"
    r"|p3p|nel"
    r"|report-to|reporting-endpoints|server-timing|timing-allow-origin|access-control-.*|cross-origin-.*"
    r"|permissions-policy"
    r"|referrer-policy|origin-agent-cluster|x-(?:frame-options|content-type-options|xss-protection|powered-by"
    r"|ua-compatible)"
    r"|x-(?:dns-prefetch-control|download-options|robots-tag|runtime|response-time|process-time|should-retry"
    r"|api-version)"
    r"|x-permitted-.*|(?:x-)?rate-?limit.*|x-(?:cache|served-by|timer|cdn).*|x-amz-.*|x-amzn-.*|apigw-requestid"
    r"|(?:x-)?(?:[a-z]+-){0,3}(?:request|req|trace|correlation|log)-?_?id|x-tt-.*|cf-.*|traceparent|tracestate"
    r"|baggage|x-b3-.*"
    r"|x-cloud-trace-context|x-datadog-.*|x-envoy-.*|x-kong-.*|x-azure-.*|x-ms-.*|x-vercel-.*|x-upstream-.*|openai-.*"
    r"|x-server-.*|x-nginx-.*|(?:x-)?version|x-app-version|eagleid|ali-swift-.*|x-swift-.*|set-cookie2?|link",
    re.I,
)
"""Headers of HTTP, of caches and gateways, and the ids of requests in logs."""
_TASK: Final = re.compile(r"(?:task|job|order|video|prediction|generation|operation|ticket|workflow)", re.I)
_ENDS_AS_ID: Final = re.compile(r"(?:id|ids|no|number|key|code|ref|reference|handle|name|url|uri)$", re.I)
_OLD_LINK: Final = re.compile(
    r"rel=\"?(?:preload|preconnect|prefetch|dns-prefetch|help|license|service-doc|stylesheet)\b"
)
_TASK_VALUE: Final = re.compile(r"(?:task|video|job|cgt|order)\w{0,12}[_=-]", re.I)


def unexplained_header(headers: Mapping[str, str], said: Said) -> str:
    """The name of a header that could name a task, or empty."""
    return next((name for name in headers if not _is_explained(name, headers[name].strip(), said)), "")


def _is_explained(name: str, value: str, said: Said) -> bool:
    if not value:
        return True
    if _LEADS.fullmatch(name):
        return False
    if name.lower() == "link":
        return all(map(_OLD_LINK.search, value.split(",")))
    if _KNOWN.fullmatch(name):
        names_a_task = name.lower() in ("etag", "set-cookie") and _TASK_VALUE.search(value)
        return not (names_a_task or _TASK.search(name))
    return not (_TASK.search(name) or _ENDS_AS_ID.search(name) or unexplained_words(value, said.words))
