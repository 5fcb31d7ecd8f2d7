"""Decodes the body of a request to a JSON object, or refuses it."""

import msgspec

from seedance_conformance.mock.problems import Problem, Refusal

LARGEST_BODY = 64 * 1024 * 1024  # bytes; the vendor's own limit (CR-BODY-SIZE)

_decode = msgspec.json.Decoder().decode


def decode_object(body: bytes) -> dict[str, object]:
    """Decode the JSON object in a body; raises Refusal (RB-BODY-*)."""
    try:
        document = _decode(body)
    except UnicodeDecodeError as error:
        raise _refused("RB-BODY-UTF8", f"the body isn't UTF-8 ({error.reason})", "send UTF-8") from None
    except RecursionError:
        raise _refused("RB-BODY-DEEP", "the body has too many levels", "send one level of JSON") from None
    except msgspec.DecodeError as error:
        if not body.strip():
            raise _refused("RB-BODY-EMPTY", "the body is empty", "send a JSON object") from None
        raise _refused("RB-BODY-MALFORMED", str(error), "send one well-formed JSON object") from None
    if not isinstance(document, dict):
        raise _refused("RB-BODY-ARRAY", "the body isn't a JSON object", "send {...}")
    return document


def check_media_type(content_type: bytes | None) -> None:
    """Raise Refusal unless the Content-Type is JSON (EP-CT-JSON), with any parameters such as charset (RB-CHARSET)."""
    if content_type == b"application/json":
        return
    essence = (content_type or b"").partition(b";")[0].strip().lower()
    if essence != b"application/json":
        value = None if content_type is None else content_type.decode("latin-1")
        message = "the Content-Type isn't JSON"
        problem = Problem("EP-CT-JSON", "Content-Type", value, message, "send Content-Type: application/json")
        raise Refusal("media-type", [problem])


def too_large() -> Refusal:
    """The refusal of a body that is larger than the limit."""
    message, remedy = f"the body has more than {LARGEST_BODY} bytes", "send addresses, not files"
    return Refusal("size", [Problem("RB-BODY-HUGE", "", None, message, remedy)])


def _refused(rule: str, message: str, remedy: str) -> Refusal:
    return Refusal("body", [Problem(rule, "", None, message, remedy)])
