"""The paths of the service, and which requests to them could be billed."""

from typing import Final

CREATE_PATH: Final = "/v1/kyyvideo2/videos"
RESULT_PATH: Final = "/v1/result/"
UPLOAD_PATH: Final = "/kyyVideo2/asset/upload"
ASSET_PATH: Final = "/kyyVideo2/asset/"

_SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")


def may_bill(method: str, path: str, operation: str, content: bytes | None) -> bool:
    """Whether a careless server could start a task for a request.

    That is each create, and outside of the asset library each request with a body or an unsafe method.
    """
    if operation == "create":
        return True
    return not path.startswith(ASSET_PATH) and (content is not None or method.upper() not in _SAFE)
