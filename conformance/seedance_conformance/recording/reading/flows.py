"""Read flow files of mitmproxy with its own library, the extra `mitmproxy`: only it knows the format.

Each flow becomes an entry of a HAR file, so both are read by the same rules.
"""

import base64
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from seedance_conformance.recording.reading.entry import RecordingError, RecordingFile
from seedance_conformance.recording.reading.har import read_items

_CONVERT: Final = "convert it with `mitmdump -n -r {path} --set hardump={path}.har`, and give the HAR file"
_MISSING: Final = (
    "'{path}' is a flow file of mitmproxy, whose library isn't installed here: "
    + _CONVERT
    + ", or install seedance-kit with its extra 'mitmproxy' in an environment of its own"
)

_UNREADABLE: Final = (
    "'{path}' can't be read by the installed mitmproxy ({error}): if a newer mitmproxy wrote it, "
    + _CONVERT.replace("with `mitmdump", "with its `mitmdump")
    + "; if it is damaged, record the session again"
)
_ODD: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What the library raises for flows without some of their fields."""


def read_flows(path: Path) -> RecordingFile:
    """The calls of the service in a flow file; a last flow that a kill has cut counts as unreadable.

    Raises:
        RecordingError: the library isn't installed, or can't read the file.
    """
    try:
        reader = import_module("mitmproxy.io").FlowReader
        broken: type[Exception] = import_module("mitmproxy.exceptions").FlowReadException
    except ImportError:
        raise RecordingError(_MISSING.format(path=path)) from None
    items: list[dict[str, Any]] = []
    flows = cut = 0
    try:
        with path.open("rb") as file:
            for flow in reader(file).stream():
                flows += 1
                items += [_item(flow)] if flow.type == "http" else []
    except (broken, *_ODD) as error:
        if not flows:
            raise RecordingError(_UNREADABLE.format(path=path, error=str(error) or type(error).__name__)) from None
        cut = 1
    return read_items(path.name, "mitmproxy", items, others=flows - len(items), unreadable=cut)


def _item(flow: Any) -> dict[str, Any]:
    """An HTTP flow as an entry of a HAR file; a body that mitmproxy streamed is missing in both."""
    request, response = flow.request, flow.response
    item: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(request.timestamp_start, UTC).isoformat(),
        "request": {"method": request.method, "url": request.url, "headers": _headers(request)},
        "response": {"status": 0},
    }
    asked = _content(request)
    if asked is not None:
        item["request"]["postData"] = asked
    if response is not None:
        answered = _content(response) or {}
        item["response"] = {"status": response.status_code, "headers": _headers(response), "content": answered}
        if response.timestamp_end is not None:
            item["time"] = (response.timestamp_end - request.timestamp_start) * 1000
    return item


def _headers(message: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in message.headers.items(multi=True)]


def _content(message: Any) -> dict[str, str] | None:
    """The body without its Content-Encoding, or None if it isn't recorded."""
    content = message.get_content(strict=False)
    return None if content is None else {"text": base64.b64encode(content).decode(), "encoding": "base64"}
