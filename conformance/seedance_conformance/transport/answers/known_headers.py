"""Headers that a refusal may have; any other one may lead to a task."""

import re
from collections.abc import Mapping
from typing import Final

from seedance_conformance.transport.answers.plain_words import explains

_HTTP: Final = re.compile(
    "date|server|content-(type|length|encoding|language|range|disposition|md5|digest|security-policy.*)|repr-digest"
    "|transfer-encoding|connection|keep-alive|vary|allow|retry-after(-ms)?|last-modified|age|via|expires|upgrade|trailer"
    "|(cdn-)?cache-control|surrogate-control|pragma|www-authenticate|proxy-(authenticate|connection|status)|priority"
    "|strict-transport-security|alt-svc|accept-(ch|encoding|patch|post|ranges)|p3p|nel|report-to|reporting-endpoints"
    "|server-timing|timing-allow-origin|access-control-.*|cross-origin-.*|(permissions|feature|referrer)-policy"
    "|origin-agent-cluster|expect-ct|clear-site-data"
)
_GATEWAYS: Final = re.compile(
    "x-(frame-options|content-type-options|xss-protection|powered-by|ua-compatible|dns-prefetch-control|timer"
    "|download-options|robots-tag|runtime|response-time|process-time|should-retry|(new-)?api-version|served-by"
    "|permitted-.*|(cache|cdn)(-\\w+)?)"
    "|(x-)?rate-?limit.*|x-amzn-(errortype|remapped-.*)|x-amz-(cf-pop|rid)|(cf|cdn|(x-)?akamai|x-envoy|x-sucuri)-.*"
    "|x-tt-(trace-(host|tag)|agw-.*)|x-(tos|bce)-.*|x-ms-region|x-vercel-(cache|error)|x-(aspnet(mvc)?-version|do-app-origin|iinfo|railway-edge|turbo-charged-by|varnish|via)"
    "|openai-(organization|processing-ms|version|project)|(x-)?(app-)?version|ali-swift-.*|x-swift-(cache|save)time"
)
# Ids of requests in logs.
_LOGS: Final = re.compile(
    "(x-)?(request|req|trace|correlation|log)-?_?id|(apigw-|x-amzn-)requestid|x-(fastly|github)-request-id"
    "|(apim|fly|kong)-request-id|rndr-id|x-amz-apigw-id|x-litellm-call-id|uber-trace-id|sentry-trace|x-span-id|x-nws-log-uuid"
    "|x-(acs|amz|amzn|amz-apigw|app|ark|azure|b3|bce|client|cloud|cos|datadog|ds|goog|google|http|kong|kyy|ms|ms-client"
    "|ms-correlation|ms-routing|new-api|nf|oneapi|openai|oss|railway|vercel|ws)-(request|req|trace|correlation|log)-?_?id"
    "|x-amz-(id-2|cf-id)|x-tt-(logid|trace-id)|cf-ray|traceparent|tracestate|baggage|b3|x-cloud-trace-context|eagleid"
    "|x-b3-(traceid|spanid|parentspanid|sampled|flags)|x-datadog-(parent-id|sampling-priority)|x-azure-(ref|fdid)"
    "|x-vercel-id"
)
# Headers with a number about the answer itself.
_ABOUT_IT: Final = re.compile("x-[a-z-]+-(latency|time|ms|duration|seconds|status|age|hits|count|version|region)")
_LISTS: Final = re.compile("access-control.*|vary|content-security.*|permissions.*|server-timing")
# A charge for this request, or its place in a queue, unless the value is 0 or false.
_CHARGES: Final = re.compile(
    "(.*[-_])?(bill(ed|ing)?|charged?|consum(ed|ption)|cost|debit(ed)?|deduct(ed|ion)|eta|fee|paid|queued?|spen[dt]"
    "|usage|used)([-_].*)?"
)
_FREE: Final = re.compile(r"\s*(0+(\.0+)?( ?[a-z]+)?|false|no|none|null|-)\s*", re.I)
_NAMES: Final = re.compile("task|job|order|video|prediction|generation|operation|ticket|workflow")
_ENDINGS: Final = re.compile("(ids?|no|number|key|code|ref|reference|handle|name|ur[li])$")
_LINKS: Final = re.compile('rel="?(preload|preconnect|prefetch|dns-prefetch|help|license|service-doc|stylesheet)\\b')
_TASK_VALUE: Final = re.compile(r"(task|video|job|cgt|order)\w{0,12}[_=-]", re.I)


def has_unknown_header(headers: Mapping[str, str]) -> bool:
    """Whether a header may lead to a task."""
    return any(value.strip() and not _is_known(name.lower(), value) for name, value in headers.items())


def _is_known(name: str, value: str) -> bool:
    if name == "link":
        return all(_LINKS.search(link) for link in value.split(","))
    if name in ("etag", "set-cookie", "set-cookie2"):
        return _TASK_VALUE.search(value) is None
    if name.endswith("location") or name == "refresh" or _NAMES.search(name):
        return False
    if any(known.fullmatch(name) for known in (_HTTP, _GATEWAYS, _LOGS)):
        return _LISTS.fullmatch(name) is not None or _TASK_VALUE.search(value) is None
    if _CHARGES.fullmatch(name) and not _FREE.fullmatch(value):
        return False
    if _ABOUT_IT.fullmatch(name) and re.fullmatch(r"(?!.*\d{5})[\w.-]{1,8}", value.strip()):
        return True
    return not _ENDINGS.search(name) and explains(value)
