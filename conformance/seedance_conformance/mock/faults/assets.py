"""Faults in the asset library: uploads, details and deletions."""

from collections.abc import Callable, Iterator

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import DELETE, DETAIL, UPLOAD, Answer, Call
from seedance_conformance.mock.faults.asset_use import also_finds, reject_uploads_late, skips_asset_problems
from seedance_conformance.mock.faults.fault import (
    Fault,
    Install,
    also_at,
    also_by,
    changing_input,
    fault,
    fault_table,
    installer,
)
from seedance_conformance.mock.faults.request_mutations import (
    UNREAD,
    accepts_unread,
    accepts_upload,
    lacks,
    refuses_upload,
    sends,
)
from seedance_conformance.mock.faults.response_mutations import (
    at,
    changes,
    drops,
    from_second,
    in_array,
    in_data,
    maps,
    problems_in,
    replace_with,
    rewrite_answers,
    sets,
)
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.media.references import AssetFile
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import NEVER

_NO_ASSET = "AS-* RB-* CR-URL-SCHEME CR-LAST-TYPE CR-FIRST-TYPE"
_NOWHERE = "http://127.0.0.1/nowhere"


@fault_table
def _uploads() -> Iterator[Fault]:
    kind, case, url = "AS-UP-TYPE-ENUM", "AS-UP-TYPE-CASE", "AS-UP-URL"
    yield accepts_upload("unknown-asset-type-accepted", kind, lambda body: "assetType" in body, "AS-DT-*")
    yield accepts_upload("asset-type-Text-accepted", kind, sends("assetType", "Text"))
    yield accepts_upload("asset-type-with-blanks-accepted", kind, sends("assetType", " Image", "Image ", "Image\n"))
    yield accepts_upload("asset-type-not-needed", kind, lambda body: "assetType" not in body)
    yield accepts_upload("asset-type-in-any-case-accepted", case)
    yield accepts_upload("asset-type-in-small-letters-accepted", case, sends("assetType", "image", "video", "audio"))
    for refused in ("Image", "Video", "Audio", "Document"):
        yield refuses_upload(f"asset-type-{refused}-refused", kind, sends("assetType", refused), _NO_ASSET)
    yield fault("asset-url-not-needed", url, _unchecked_url(lambda body: "url" not in body))
    yield fault("upload-without-url-fails-late", url, _late_for(url))
    yield fault("upload-without-type-fails-late", kind, _late_for(kind), "AS-DT-*")
    yield fault("asset-url-of-any-form-accepted", url, _unchecked_url(lambda body: "url" in body))
    yield fault("asset-url-taken-out-of-a-list", url, changing_input("inspect_upload", _unwrap_url))
    yield fault("unfetchable-asset-accepted", url, _any_upload_fetchable, "RB-UNFETCHABLE")
    yield fault("unfetchable-asset-becomes-active-later", url, _late_but_active, "RB-UNFETCHABLE")
    yield refuses_upload("asset-name-needed", "AS-UP-NAME", lacks("name"), _NO_ASSET)
    yield refuses_upload("asset-name-refused", "AS-UP-NAME", lambda body: "name" in body, _NO_ASSET)
    yield fault("upload-by-put", "RB-METHOD", also_by("PUT", UPLOAD, UPLOAD), "AS-UP-PATH")
    yield fault("upload-at-another-path", "AS-UP-PATH", also_at("/kyyVideo2/assets", "POST", UPLOAD), "RB-METHOD")


@fault_table
def _upload_answers() -> Iterator[Fault]:
    rule = "AS-UP-RESP"
    yield changes(UPLOAD, "upload-with-code-200", rule, sets(code=200), _NO_ASSET)
    yield changes(UPLOAD, "upload-without-code", rule, drops("code"), _NO_ASSET)
    yield changes(UPLOAD, "upload-with-message", rule, sets(msg="success"))
    yield changes(UPLOAD, "upload-without-asset-id", rule, in_data(drops("assetId")), _NO_ASSET)
    yield changes(UPLOAD, "upload-with-empty-asset-id", rule, in_data(sets(assetId="")), _NO_ASSET)
    yield changes(UPLOAD, "upload-with-null-data", rule, sets(data=None), _NO_ASSET + " EP-RESP-JSON")
    yield changes(UPLOAD, "upload-answers-flat", rule, lambda document, _nth: document["data"], "EP-RESP-JSON AS-*")
    yield changes(UPLOAD, "upload-answers-array", "EP-RESP-JSON", in_array, _NO_ASSET)
    yield changes(UPLOAD, "upload-answers-nothing", "EP-RESP-JSON", replace_with(b""), _NO_ASSET)
    failed = "AS-UP-FAIL"
    yield fault("refused-upload-with-code-0", failed, _refused_upload(code=0), "AS-UP-*")
    yield fault("refused-upload-without-message", failed, _refused_upload(msg=None))
    yield fault("refused-upload-with-empty-message", failed, _refused_upload(msg=""))


@fault_table
def _details() -> Iterator[Fault]:
    for field in ("name", "assetId", "status", "assetType", "url", "createTime"):
        also = {"assetId": "AS-DT-ECHO AS-*", "status": "AS-* RB-ASSET-ACTIVE RB-FOREIGN-ASSET"}.get(field, "")
        yield changes(DETAIL, f"detail-without-{field}", "AS-DT-FIELDS", in_data(drops(field)), also)
    for status, word in (("Active", "ACTIVE"), ("Processing", "Reviewing"), ("Active", "Success")):
        renamed = in_data(at(status, sets(status=word)))
        yield changes(DETAIL, f"detail-with-status-{word}", "AS-DT-STATUS-ENUM", renamed, _NO_ASSET)
    back, failed = (in_data(at("Active", from_second(sets(status=later)))) for later in ("Processing", "Failed"))
    yield changes(DETAIL, "active-goes-back-to-processing", "AS-DT-MONOTONE", back, "AS-*")
    yield changes(DETAIL, "active-turns-into-failed", "AS-DT-MONOTONE", failed, "AS-* RB-ASSET-ACTIVE")
    other = maps("assetId", lambda text: text[:-1] + "_")
    yield changes(DETAIL, "detail-with-other-id", "AS-DT-ECHO", in_data(other))
    yield changes(DETAIL, "detail-answers-array", "EP-RESP-JSON", in_array, _NO_ASSET)
    yield changes(DETAIL, "detail-with-null-data", "AS-DT-FIELDS", sets(data=None), _NO_ASSET + " EP-RESP-JSON")
    yield fault("detail-by-post", "AS-DT-PATH", also_by("POST", "asset", DETAIL), "RB-METHOD")
    never = changing_input("save_asset", _never_reviewed)
    yield fault("assets-stay-in-processing", "RB-ASSET-ACTIVE", never, _NO_ASSET)
    failing = changing_input("save_asset", lambda asset: asset._replace(failure="the review failed"))
    yield fault("every-asset-fails", "RB-ASSET-ACTIVE", failing, _NO_ASSET)
    audio = changing_input("save_asset", lambda asset: _never_reviewed(asset) if asset.type == "Audio" else asset)
    yield fault("audio-assets-stay-in-processing", "RB-ASSET-ACTIVE", audio, _NO_ASSET)


def _never_reviewed(asset: Asset) -> Asset:
    return asset._replace(reviewed_at=NEVER)


@fault_table
def _deletions() -> Iterator[Fault]:
    rule = "AS-DEL-RESP"
    yield changes(DELETE, "delete-with-code-1", rule, sets(code="1"), "AS-DEL-FINAL RB-ID-DELETED")
    yield changes(DELETE, "delete-without-code", rule, drops("code"), "AS-DEL-FINAL RB-ID-DELETED")
    yield changes(DELETE, "delete-with-data", rule, sets(data={"deleted": True}))
    yield changes(DELETE, "delete-answers-nothing", rule, replace_with(b""), "EP-RESP-JSON AS-DEL-* RB-ID-DELETED")
    yield fault("delete-does-nothing", "AS-DEL-FINAL RB-ID-DELETED", _not_deleted, "AS-USE-ACTIVE")
    yield fault("delete-takes-the-same-file", "AS-DEL-PATH", _same_file_deleted, "AS-* RB-* CR-*")
    shown = also_finds(DETAIL, lambda asset, call: asset.owner == call.owner)
    yield fault("deleted-asset-still-shown", "RB-ID-DELETED", shown, "AS-DEL-FINAL")
    forgotten = skips_asset_problems(lambda _problem, asset: asset is not None and asset.deleted)
    yield fault("deleted-asset-usable", "AS-DEL-FINAL", forgotten, "AS-USE-ACTIVE RB-ID-DELETED")
    yield fault("delete-by-post", "AS-DEL-PATH", also_by("POST", "asset", DELETE), "RB-METHOD AS-DT-PATH")
    refused = rewrite_answers(_refuse_delete, DELETE)
    yield fault("delete-refused", "AS-DEL-PATH", refused, "AS-DEL-* RB-ID-DELETED")


@installer
def _unchecked_url(app: MockApp, when: Callable[[Body], bool]) -> None:
    accepts_upload("", "AS-UP-URL", when).install(app)
    accepts_unread(app, lambda url: url == UNREAD or not url.startswith("http"))


@installer
def _late_for(app: MockApp, rule: str) -> None:
    """A body with a missing field is accepted, and its asset ends Failed."""
    hooks = app.hooks
    inspect, save = hooks.inspect_upload, hooks.save_asset

    def lenient(body: Body) -> list[Problem]:
        lacking = [name for name in ("assetType", "url") if name not in body]
        problems = [one for one in inspect(body) if not (lacking and one.rule == rule)]
        body |= {name: {"assetType": "Image", "url": _NOWHERE}[name] for name in lacking}
        body["name"] = _NOWHERE if lacking else body.get("name")
        return problems

    def failing(asset: Asset) -> None:
        save(asset._replace(failure="a field is missing") if asset.name == _NOWHERE else asset)

    hooks.inspect_upload, hooks.save_asset = lenient, failing
    accepts_unread(app, lambda url: url == _NOWHERE)


def _unwrap_url(body: Body) -> Body:
    if isinstance(url := body.get("url"), list):
        body["url"] = "".join(url)
    return body


def _any_upload_fetchable(app: MockApp) -> None:
    fetch = app.hooks.fetch_asset

    async def fetched(url: str) -> AssetFile:
        return AssetFile((await fetch(url)).facts)

    app.hooks.fetch_asset = fetched


def _late_but_active(app: MockApp) -> None:
    reject_uploads_late(app)
    changing_input("save_asset", lambda asset: asset._replace(failure=None))(app)


def _refused_upload(**changes: object) -> Install:
    """Refused uploads have the documented answer, with one thing wrong."""

    def rewrite(_call: Call, answer: Answer) -> Answer:
        problems = problems_in(answer)
        if problems and problems[0]["rule"].startswith("AS-UP-"):
            return Answer(200, {"code": 1001, "msg": problems[0]["message"], "data": None} | changes)
        return answer

    return rewrite_answers(rewrite, UPLOAD)


def _not_deleted(app: MockApp) -> None:
    app.hooks.delete_asset = lambda asset: None


def _same_file_deleted(app: MockApp) -> None:
    """A delete removes every asset with the same file address."""
    hooks, saved = app.hooks, dict[str, Asset]()
    save, delete = hooks.save_asset, hooks.delete_asset

    def note(asset: Asset) -> None:
        saved[asset.id] = asset
        save(asset)

    def delete_all(asset: Asset) -> None:
        for other in saved.values():
            if (other.url, other.owner) == (asset.url, asset.owner):
                delete(other)

    hooks.save_asset, hooks.delete_asset = note, delete_all


def _refuse_delete(_call: Call, _answer: Answer) -> Answer:
    return Answer(403, {"code": 403, "msg": "deletion is switched off", "data": None, "problems": []})
