"""The assets that a create names."""

import json

from seedance_conformance.transport.exchange import Exchange


def assets_in(create: Exchange) -> set[str]:
    """The ids of the `asset://` addresses in the body of a create."""
    try:
        body = json.loads(create.request_body)
    except (ValueError, RecursionError):
        return set()
    values = body.values() if isinstance(body, dict) else ()
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    return {text.removeprefix("asset://") for text in texts if isinstance(text, str) and text.startswith("asset://")}
