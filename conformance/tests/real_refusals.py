"""Refusals as public issues and documentation of video services and gateways show them; keys and accounts are replaced.

Each costs nothing, so whoever takes one for "may be billed" keeps money back and stops a user without reason. They are
in `real_refusals.json`: status, and the JSON body or the text. `DOUBTFUL` has the real ones that don't pass as certain.
"""

import json
from pathlib import Path
from typing import Any, Final

Refusal = tuple[int, Any]

USUAL: Final = (
    "Failed to deserialize the JSON body into the target type: missing field `prompt` at line 1 column 2",
    *("duration must be an integer from 4 to 15 seconds.", "Missing authorization header"),
    "You have reached your concurrent generation limit. Please wait for your current generations or upgrade your plan.",
    "Request size limit exceeded. Maximum size is 10MB.",
    "The input contains content that violates our usage policies.",
    "Your prompt was flagged by our moderation system.",
    "Model seedance_2_0_pro is currently overloaded, please retry later.",
    "We're currently experiencing high demand. Please try again in a few minutes.",
    "The image could not be downloaded from the provided URL.",
    "Unable to process input image. Please ensure the image is a valid JPEG or PNG file.",
    *("Reference image aspect ratio must be between 0.4 and 2.5.", "Unsupported media type", "Method Not Allowed"),
    *("The requested resource was not found on this server.", "Invalid token signature", "JWT expired"),
    *("Your organization has been disabled.", "This endpoint requires a paid subscription."),
    *("Country, region, or territory not supported", "Too Many Requests", "Request Entity Too Large"),
    "invalid character 'x' looking for beginning of value",
    "json: cannot unmarshal string into Go struct field Request.duration of type int",
    *("Expected ',' or '}' after property value in JSON at position 25", "Unexpected token < in JSON at position 0"),
    *("Extra inputs are not permitted", "Input should be a valid string", "String should have at least 1 character"),
    *("List should have at most 9 items after validation, not 12", "body must be object"),
    *("should NOT have additional properties", "The prompt is too long. Maximum length is 2500 characters."),
    *("Only one of first_image and referenceImages may be given.", "User not found"),
    *("Account suspended due to suspicious activity", "Access denied. Your IP address is not whitelisted."),
    "No available channel for model seedance_2_0_pro under group default",
    *("No available compute resources, please try later", "Please complete your payment before using this service."),
    *("Invalid aspect_ratio: 5:1. Allowed: 16:9, 9:16, 1:1", "Your free trial has ended"),
    *("Daily limit reached, resets at midnight UTC", "Bad gateway configuration"),
    "Sorry, your request has been blocked by our web application firewall",
    "Access to this resource on the server is denied!",
    *("The web server is not authorized to serve the requested page", "Please enable cookies."),
    *("You are being rate limited", "Performance & security by Cloudflare", "Why have I been blocked?"),
    *("This website is using a security service to protect itself from online attacks.", "图片尺寸不符合要求"),
    *("提示词不能为空", "时长超出范围", "账户已欠费", "接口调用频率过高", "没有权限访问该模型", "密钥错误"),
    *("令牌已过期", "图片下载失败", "内容审核未通过", "该模型暂时不可用", "系统繁忙\uff0c请稍后再试", "服务维护中"),
    *("正在维护", "failed to create task: insufficient balance", "Failed to get image size"),
    *("could not store the file: invalid URL", "generation failed: insufficient credits"),
    *("upstream returned 400: prompt is required", "bad response status code 400", "Invalid response_format"),
    *("任务创建失败\uff1a余额不足", "获取图片失败", "参考视频时长超过15秒", "参考视频时长16秒\uff0c不能超过15秒"),
    *("视频时长16秒大于15秒", "参考图不能超过9张", "图片宽高比必须在0.4到2.5之间", "积分不足\uff0c需要120积分"),
    *("余额不足\uff0c当前余额0.5元", "第3张图片无法下载", "请上传2到15秒的视频", "最长15秒"),
    "系统正在维护\uff0c请稍后再试",
    *("Please try again after 60 seconds", "Please wait 30 seconds before making another request", "回调地址无效"),
    *("Please add a payment method to continue", "Not paid or payment is overdue", "Email not verified"),
    *("callback_url must be a valid URL", "Upstream service is temporarily unavailable", "预扣费失败\uff0c余额不足"),
    "Your last payment failed. Please update your billing information.",
)
"""Messages that servers, frameworks and firewalls commonly give."""

CERTAIN: Final[list[Refusal]] = [
    (status, body.encode() if isinstance(body, str) else body)
    for status, body in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
] + [(400, {"error": {"message": message}}) for message in USUAL]
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
    "cf-placement": "local-FRA",
    "cf-apo-via": "tcache",
    "report-to": '{"endpoints":[{"url":"https://a.nel.cloudflare.com/report/v4?s=abc%2Bdef123"}],"group":"cf-nel"}',
    "server-timing": 'cfL4;desc="?proto=TCP&rtt=1234&min_rtt=1000"',
    "openai-version": "2020-10-01",
    "x-envoy-response-flags": "UF",
    "x-litellm-call-id": "0385dc79-5ff8-4c4d-9f7d-1234567890ab",
    "x-railway-edge": "railway/us-east4-eqdc4a",
    "apim-request-id": "0385dc79-5ff8-4c4d-9f7d-1234567890ab",
    "x-amz-apigw-id": "abc123DEF=",
    "x-oss-request-id": "65F0AB12ABCDEF1234567890",
    "x-ms-correlation-request-id": "0385dc79-5ff8-4c4d-9f7d-1234567890ab",
    "x-nws-log-uuid": "1234567890123456789",
    "x-varnish": "32770 3",
    "x-via": "1.1 PS-FRA-01abc:12 (Cdn Cache Server V2.0)",
    "uber-trace-id": "abc123:def:0:1",
    "cdn-requestid": "0385dc795ff84c4d9f7d",
    "akamai-grn": "0.abc.123.def",
    "x-iinfo": "12-34-0",
    "x-aspnet-version": "4.0.30319",
    "retry-after-ms": "1200",
    "x-do-app-origin": "0385dc79-5ff8-4c4d-9f7d-1234567890ab",
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
