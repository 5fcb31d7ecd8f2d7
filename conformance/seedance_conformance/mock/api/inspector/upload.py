"""Checks an asset upload request."""

from collections.abc import Mapping

from seedance_conformance.mock.addresses import is_web_address
from seedance_conformance.mock.api.inspector.fields import unknown_field
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem, Problems

ASSET_TYPES = ("Image", "Video", "Audio", "Document")
_TYPE_REMEDY = "send Image, Video, Audio or Document"
_URL_REMEDY = "send an http(s) URL that the service can fetch"


class UploadInspector:
    """Checks bodies of `POST /kyyVideo2/asset/upload`; call it with a body to get every broken rule."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self._ignore_unknown = choices["unknown-fields"] == "ignored"
        self._ignore_null = choices["null-optional"] == "ignored"

    def __call__(self, body: Body) -> Problems:
        """Every broken rule of the body; empty for a valid body."""
        problems: Problems = []
        self._asset_type(body, problems)
        self._url(body, problems)
        name = body.get("name")
        if "name" in body and not isinstance(name, str) and (name is not None or not self._ignore_null):
            problems.append(Problem("AS-UP-NAME", "name", name, "name isn't a string", "send a text or nothing"))
        if not self._ignore_unknown:
            unknown = body.keys() - {"assetType", "url", "name"}
            problems += [unknown_field(field, body[field]) for field in unknown]
        return problems

    def _asset_type(self, body: Body, problems: Problems) -> None:
        value = body.get("assetType")
        if isinstance(value, str) and value in ASSET_TYPES:
            return
        if isinstance(value, str) and value.capitalize() in ASSET_TYPES:
            message = "assetType is case-sensitive"
            problems.append(Problem("AS-UP-TYPE-CASE", "assetType", value, message, _TYPE_REMEDY))
        else:
            message = "assetType is missing" if "assetType" not in body else "assetType isn't one of the four types"
            problems.append(Problem("AS-UP-TYPE-ENUM", "assetType", value, message, _TYPE_REMEDY))

    def _url(self, body: Body, problems: Problems) -> None:
        value = body.get("url")
        if not isinstance(value, str) or not is_web_address(value):
            message = "url is missing" if "url" not in body else "url isn't an http(s) address"
            problems.append(Problem("AS-UP-URL", "url", value, message, _URL_REMEDY))
