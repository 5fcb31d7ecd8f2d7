"""Whether every header of a refusal is explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..ids import TASK_NOUNS
from .lazy import lazily
from .said import Said
from .words import unexplained_words

_LEADS: Final = lazily(r"(?:.*-)?location|refresh", re.I)
_KNOWN: Final = lazily(
    r"date|server|content-(?:type|length|encoding|language|range|disposition|md5|security-policy.*|digest)|repr-digest"
    r"|transfer-encoding|connection|keep-alive|vary|allow|retry-after(?:-ms)?|etag|last-modified|age|via|expires|upgrade|trailer"
    r"|cache-control|cdn-cache-control|surrogate-control|pragma|www-authenticate|proxy-(?:authenticate|connection|status)"
    r"|strict-transport-security|alt-svc|accept-(?:ranges|encoding|ch|post|patch)|p3p|nel|report-to|reporting-endpoints"
    r"|server-timing|timing-allow-origin|access-control-.*|cross-origin-.*|permissions-policy|feature-policy"
    r"|referrer-policy|origin-agent-cluster|priority|expect-ct|clear-site-data|set-cookie2?|link"
    r"|x-(?:frame-options|content-type-options|xss-protection|powered-by|ua-compatible|dns-prefetch-control|robots-tag"
    r"|download-options|runtime|response-time|process-time|should-retry|(?:new-)?api-version|permitted-.*|served-by|timer)"
    r"|(?:x-)?rate-?limit.*|x-(?:cache|cdn)(?:-\w+)?|x-fastly-request-id|x-github-request-id|fly-request-id|rndr-id"
    r"|(?:x-)?(?:request|req|trace|correlation|log)-?_?id"
    r"|x-(?:oneapi|new-api|client|kong|ms|ms-client|ms-correlation|ms-routing|amz|amzn|amz-apigw|bce|acs|openai|goog|google"
    r"|azure|vercel|railway|nf|b3|datadog|cloud|kyy|app|http|ds|ws|oss|cos|ark)-(?:request|req|trace|correlation|log)-?_?id"
    r"|x-amzn-(?:requestid|errortype|remapped-.*)|x-amz-(?:id-2|cf-id|cf-pop|rid)|apigw-requestid"
    r"|(?:apim|kong)-request-id|x-amz-apigw-id|x-litellm-call-id|uber-trace-id|sentry-trace|x-span-id|x-nws-log-uuid"
    r"|x-tt-(?:logid|trace-(?:host|tag|id)|agw-.*)|x-tos-.*|x-bce-.*|(?:cf|cdn|akamai|x-akamai|x-envoy|x-sucuri)-.*"
    r"|traceparent|tracestate|baggage|x-b3-(?:traceid|spanid|parentspanid|sampled|flags)|b3|x-cloud-trace-context"
    r"|x-datadog-(?:trace|parent)-id|x-datadog-sampling-priority|x-(?:varnish|via|iinfo|railway-edge|do-app-origin|turbo-charged-by|aspnet(?:mvc)?-version)|x-azure-(?:ref|fdid)"
    r"|x-ms-region|x-vercel-(?:id|cache|error)|openai-(?:organization|processing-ms|version|project)"
    r"|(?:x-)?(?:app-)?version|eagleid|ali-swift-.*|x-swift-(?:cachetime|savetime)",
    re.I,
)
"""Headers of HTTP, of caches and gateways, and the ids of requests in logs."""
_TIMED: Final = lazily(r"x-[a-z-]+-(?:latency|time|ms|duration|seconds|status|age|hits|count|version|region)", re.I)
"""Headers with a number about the answer itself."""
_PAID: Final = frozenset(
    (
        *("charge", "charged", "bill", "billed", "billing", "deducted", "deduction", "debit", "debited", "consumed"),
        *("consumption", "spend", "spent", "used", "usage", "cost", "fee", "paid", "queue", "queued", "eta"),
    )
)
"""Parts of the names of headers that tell of a charge, or of a place in a queue."""
_NOTHING: Final = lazily(r"0+(?:\.0+)?(?: ?[a-z]+)?|false|no|none|null|-", re.I)
_TASK: Final = lazily(rf"(?:{TASK_NOUNS}|order|ticket|workflow)", re.I)
_ENDS_AS_ID: Final = lazily(r"(?:id|ids|no|number|key|code|ref|reference|handle|name|url|uri)$", re.I)
_OLD_LINK: Final = lazily(r"rel=\"?(?:preload|preconnect|prefetch|dns-prefetch|help|license|service-doc|stylesheet)\b")
_TASK_VALUE: Final = lazily(r"(?:task|video|job|cgt|order)\w{0,12}[_=-]", re.I)


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
        is_list = re.match("access-control|vary|content-security|permissions|server-timing", name, re.I)
        return is_list is not None or not (_TASK_VALUE.search(value) or _TASK.search(name))
    if not _PAID.isdisjoint(re.split("[-_]", name.lower())) and not _NOTHING.fullmatch(value):
        return False
    if _TIMED.fullmatch(name) and re.fullmatch(r"[\w.-]{1,8}", value) and not re.search(r"\d{5}", value):
        return not _TASK.search(name)
    return not (_TASK.search(name) or _ENDS_AS_ID.search(name) or unexplained_words(value, said.words))
