"""Headers that a refusal may have; any other one may lead to a task."""

import re
from collections.abc import Mapping
from typing import Final

from seedance_conformance.transport.answers.plain_words import remainder

_HTTP: Final = re.compile(
    "date|server|content-(?!location).*|transfer-encoding|connection|keep-alive|vary|allow|retry-after"
    "|last-modified|age|via"
    "|expires|cache-control|pragma|www-authenticate|proxy-.*|strict-transport-security|alt-svc|upgrade|trailer"
    "|accept-.*|p3p"
    "|nel|report-to|reporting-endpoints|server-timing|timing-allow-origin|access-control-.*|cross-origin-.*"
    "|permissions-policy"
    "|referrer-policy|origin-agent-cluster"
)
_GATEWAYS: Final = re.compile(
    "x-(frame-options|content-type-options|xss-protection|powered-by|ua-compatible|dns-prefetch-control"
    "|download-options|timer"
    "|robots-tag|runtime|response-time|process-time|should-retry|api-version|app-version|served-by|permitted-.*"
    "|cache.*|cdn.*)"
    "|(x-)?rate-?limit.*|x-(amzn?|tt|b3|datadog|envoy|kong|azure|ms|vercel|upstream|server|nginx|swift)-.*"
    "|apigw-requestid"
    "|(cf|openai|ali-swift)-.*|traceparent|tracestate|baggage|x-cloud-trace-context|(x-)?version|eagleid"
)
_LOGS: Final = re.compile("(x-)?([a-z]+-){0,3}(request|req|trace|correlation|log)-?_?id")
_NAMES: Final = re.compile("task|job|order|video|prediction|generation|operation|ticket|workflow")
_ENDINGS: Final = re.compile("(ids?|no|number|key|code|ref|reference|handle|name|ur[li])$")
_LINKS: Final = re.compile('rel="?(preload|preconnect|prefetch|dns-prefetch|help|license|service-doc|stylesheet)\\b')
_TASK_VALUE: Final = re.compile(r"(task|video|job|cgt|order)\w{0,12}[_=-]", re.I)


def unknown_header(headers: Mapping[str, str]) -> str:
    """The name of a header that may lead to a task, or empty."""
    return next((name for name, value in headers.items() if value.strip() and not _is_known(name.lower(), value)), "")


def _is_known(name: str, value: str) -> bool:
    if name == "link":
        return all(_LINKS.search(link) for link in value.split(","))
    if name in ("etag", "set-cookie", "set-cookie2"):
        return _TASK_VALUE.search(value) is None
    if name.endswith("location") or name == "refresh" or _NAMES.search(name):
        return False
    if any(known.fullmatch(name) for known in (_HTTP, _GATEWAYS, _LOGS)):
        return True
    return not _ENDINGS.search(name) and not remainder(value)
