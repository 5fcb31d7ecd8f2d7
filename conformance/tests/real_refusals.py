"""Refusals as public issues and documentation of video services and gateways show them; keys and accounts are replaced.

Each costs nothing, so whoever takes one for "may be billed" keeps money back and stops a user without reason. They are
in `real_refusals.json`: status, and the JSON body or the text. `DOUBTFUL` has the real ones that don't pass as certain.
"""

import json
from pathlib import Path
from typing import Any, Final

Refusal = tuple[int, Any]

CERTAIN: Final[list[Refusal]] = [
    (status, body.encode() if isinstance(body, str) else body)
    for status, body in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
]
"""Status and body."""

HEADERS: Final[dict[str, str]] = {
    "date": "Sat, 28 Nov 2026 10:00:00 GMT",
    "content-type": "application/json",
    "content-length": "157",
    "server": "nginx/1.27.1",
    "connection": "keep-alive",
    "vary": "Origin, Accept-Encoding",
    "access-control-allow-origin": "*",
    "strict-transport-security": "max-age=31536000",
    "x-request-id": "021778461706934dc81d74c65c8ea02a",
    "x-oneapi-request-id": "20250903003241616637594M0nCmn54",
    "x-client-request-id": "021778461706934dc81d74c65c8ea02a",
    "x-tt-logid": "021778461706934dc81d74c65c8ea02a",
    "x-amzn-requestid": "0385dc79-5ff8-4c4d-9f7d-1234567890ab",
    "cf-ray": "8f1a2b3c4d5e6f70-FRA",
    "cf-cache-status": "DYNAMIC",
    "alt-svc": 'h3=":443"; ma=86400',
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-reset-tokens": "6m0s",
    "x-envoy-upstream-service-time": "31",
    "x-kong-response-latency": "4",
    "x-new-api-version": "v0.12.11",
    "set-cookie": "__cf_bm=abc123def; path=/; HttpOnly",
    "nel": '{"success_fraction":0,"report_to":"cf-nel","max_age":604800}',
    "traceparent": "00-0385dc795ff84c4d9f7d1234567890ab-0385dc795ff84c4d-01",
}
"""Headers that real refusals have."""

DOUBTFUL: Final[dict[str, Refusal]] = {
    "a key ends in id": (400, {"code": "InvalidParameter", "message": "no", "request_id": "0385dc79-5ff8"}),
    "a state": (400, {"status": "error", "message": "prompt is required"}),
    "a code of a 2xx that isn't known": (200, {"code": 400, "msg": "prompt is required", "data": None}),
    "an unknown name with a word": (400, {"error": "x", "plan": "free"}),
    "a number without a measure": (400, {"message": "channel 1234 is disabled"}),
    "text under data": (400, {"code": 400, "data": {"message": "prompt is required"}}),
}
"""Real refusals that count as maybe billed, and why."""
