"""Faults in the asset library: uploads, details, deletions, and the use of assets in a create."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from starlette.routing import Route

from seedance_conformance.mock.api.addresses import asset_id_of
from seedance_conformance.mock.api.calls import DELETE, DETAIL, UPLOAD, Answer, Call
from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.faults.request_mutations import accepts_upload, lacks, refuses_upload, sends
from seedance_conformance.mock.faults.response_mutations import (
    Document,
    answers,
    drops,
    maps,
    refuse_late,
    replaced,
    rewriting,
    sets,
    within,
)
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.settings import PREFIX
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import NEVER

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

_Overlooked: TypeAlias = Callable[[Problem, Asset | None], bool]
_NO_ASSET = "AS-* RB-* CR-URL-SCHEME CR-LAST-TYPE CR-FIRST-TYPE"
_FIELDS = ("name", "assetId", "status", "assetType", "url", "createTime")


def faults() -> Iterator[Fault]:
    """The table."""
    yield from _uploads()
    yield from _upload_answers()
    yield from _details()
    yield from _deletions()
    yield from _uses()


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
    yield fault("asset-url-of-any-form-accepted", url, _unchecked_url(lambda body: "url" in body))
    yield fault("asset-url-taken-out-of-a-list", url, _url_from_list)
    yield fault("unfetchable-asset-accepted", url, _any_upload_fetchable, "RB-UNFETCHABLE")
    yield fault("unfetchable-asset-becomes-active-later", url, _late_but_active, "RB-UNFETCHABLE")
    yield refuses_upload("asset-name-needed", "AS-UP-NAME", lacks("name"), _NO_ASSET)
    yield refuses_upload("asset-name-refused", "AS-UP-NAME", lambda body: "name" in body, _NO_ASSET)
    yield fault("upload-by-put", "RB-METHOD", lambda app: app.methods[UPLOAD].update(PUT=UPLOAD), "AS-UP-PATH")
    yield fault("upload-at-another-path", "AS-UP-PATH", _also_at("/kyyVideo2/assets", "POST", UPLOAD), "RB-METHOD")


def _upload_answers() -> Iterator[Fault]:
    rule = "AS-UP-RESP"
    yield answers("upload-with-code-200", rule, UPLOAD, sets(code=200), also=_NO_ASSET)
    yield answers("upload-without-code", rule, UPLOAD, drops("code"), also=_NO_ASSET)
    yield answers("upload-with-message", rule, UPLOAD, sets(msg="success"))
    yield answers("upload-without-asset-id", rule, UPLOAD, within(drops("assetId")), also=_NO_ASSET)
    yield answers("upload-with-empty-asset-id", rule, UPLOAD, within(sets(assetId="")), also=_NO_ASSET)
    yield answers("upload-with-null-data", rule, UPLOAD, sets(data=None), also=_NO_ASSET + " EP-RESP-JSON")
    yield answers(
        "upload-answers-flat", rule, UPLOAD, lambda document, _nth: document["data"], also="EP-RESP-JSON AS-*"
    )
    yield answers("upload-answers-array", "EP-RESP-JSON", UPLOAD, lambda document, _nth: [document], also=_NO_ASSET)
    yield answers("upload-answers-nothing", "EP-RESP-JSON", UPLOAD, replaced(b""), also=_NO_ASSET)
    failed = "AS-UP-FAIL"
    yield fault("refused-upload-with-code-0", failed, _refused_upload(code=0), "AS-UP-*")
    yield fault("refused-upload-without-message", failed, _refused_upload(msg=None))
    yield fault("refused-upload-with-empty-message", failed, _refused_upload(msg=""))


def _details() -> Iterator[Fault]:
    for field in _FIELDS:
        also = {"assetId": "AS-DT-ECHO AS-*", "status": "AS-* RB-ASSET-ACTIVE RB-FOREIGN-ASSET"}.get(field, "")
        yield answers(f"detail-without-{field}", "AS-DT-FIELDS", DETAIL, within(drops(field)), also=also)
    for word in ("ACTIVE", "Reviewing", "Success"):
        edit = within(maps("status", {"Active" if word != "Reviewing" else "Processing": word}.get))
        yield answers(f"detail-with-status-{word}", "AS-DT-STATUS-ENUM", DETAIL, _keeping(edit), also=_NO_ASSET)
    yield fault("active-goes-back-to-processing", "AS-DT-MONOTONE", _active_goes_back, "AS-*")
    yield fault("active-turns-into-failed", "AS-DT-MONOTONE", _later_status("Failed"), "AS-* RB-ASSET-ACTIVE")
    other = maps("assetId", lambda text: text[:-1] + "_")
    yield answers("detail-with-other-id", "AS-DT-ECHO", DETAIL, within(other))
    yield answers("detail-answers-array", "EP-RESP-JSON", DETAIL, lambda document, _nth: [document], also=_NO_ASSET)
    yield answers("detail-with-null-data", "AS-DT-FIELDS", DETAIL, sets(data=None), also=_NO_ASSET + " EP-RESP-JSON")
    yield fault("detail-by-post", "AS-DT-PATH", lambda app: app.methods["asset"].update(POST=DETAIL), "RB-METHOD")
    never = _course(lambda asset: asset._replace(reviewed_at=NEVER))
    yield fault("assets-stay-in-processing", "RB-ASSET-ACTIVE", never, _NO_ASSET)
    failing = _course(lambda asset: asset._replace(failure="the review failed"))
    yield fault("every-asset-fails", "RB-ASSET-ACTIVE", failing, _NO_ASSET)
    audio = _course(lambda asset: asset._replace(reviewed_at=NEVER) if asset.type == "Audio" else asset)
    yield fault("audio-assets-stay-in-processing", "RB-ASSET-ACTIVE", audio, _NO_ASSET)


def _deletions() -> Iterator[Fault]:
    rule = "AS-DEL-RESP"
    yield answers("delete-with-code-1", rule, DELETE, sets(code="1"), also="AS-DEL-FINAL RB-ID-DELETED")
    yield answers("delete-without-code", rule, DELETE, drops("code"), also="AS-DEL-FINAL RB-ID-DELETED")
    yield answers("delete-with-data", rule, DELETE, sets(data={"deleted": True}))
    yield answers("delete-answers-nothing", rule, DELETE, replaced(b""), also="EP-RESP-JSON AS-DEL-* RB-ID-DELETED")
    yield fault("delete-does-nothing", "AS-DEL-FINAL RB-ID-DELETED", _not_deleted, "AS-USE-ACTIVE")
    yield fault("delete-takes-the-same-file", "AS-DEL-PATH", _same_file_deleted, "AS-* RB-* CR-*")
    yield fault("deleted-asset-still-shown", "RB-ID-DELETED", _deleted_shown, "AS-DEL-FINAL")
    forgotten = _uses_overlooked(lambda _problem, asset: asset is not None and asset.deleted)
    yield fault("deleted-asset-usable", "AS-DEL-FINAL", forgotten, "AS-USE-ACTIVE RB-ID-DELETED")
    yield fault(
        "delete-by-post", "AS-DEL-PATH", lambda app: app.methods["asset"].update(POST=DELETE), "RB-METHOD AS-DT-PATH"
    )
    refused = rewriting(_refuse_delete, DELETE)
    yield fault("delete-refused", "AS-DEL-PATH", refused, "AS-DEL-* RB-ID-DELETED")


def _uses() -> Iterator[Fault]:
    active, fits = "AS-USE-ACTIVE", "AS-USE-TYPE"
    processing = _uses_overlooked(lambda problem, asset: asset is not None and "Processing" in problem.message)
    yield fault("processing-asset-usable", active, processing)
    failed = _uses_overlooked(lambda problem, _asset: "Failed" in problem.message, late=True)
    yield fault("failed-asset-usable", active, failed)
    unknown = _uses_overlooked(lambda _problem, asset: asset is None or asset.deleted)
    yield fault("unknown-asset-usable", active, unknown, "AS-DEL-FINAL RB-ID-UNKNOWN RB-ID-DELETED")
    yield fault("asset-type-not-checked-in-use", fits, _uses_overlooked(lambda problem, _asset: problem.rule == fits))
    for field in ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"):
        overlooked = _uses_overlooked(_misfit_in(field))
        yield fault(f"asset-of-any-type-usable-in-{field}", fits, overlooked)
    document = _uses_overlooked(
        lambda problem, asset: problem.rule == fits and asset is not None and asset.type == "Document"
    )
    yield fault("document-usable", fits, document)
    later = _uses_overlooked(lambda problem, _asset: problem.rule == fits and problem.field.endswith("[1]"))
    yield fault("asset-type-checked-only-for-first-reference", fits, later)


def _misfit_in(field: str) -> _Overlooked:
    return lambda problem, _asset: problem.rule == "AS-USE-TYPE" and problem.field.partition("[")[0] == field


def _keeping(edit: Callable[[Document, int], object]) -> Callable[[Document, int], None]:
    """Apply an edit that may lose the status word, and put the word back where it did."""

    def kept(document: Document, nth: int) -> None:
        before = document["data"]["status"]
        edit(document, nth)
        document["data"]["status"] = document["data"]["status"] or before

    return kept


def _unchecked_url(when: Callable[[Body], bool]) -> Install:
    def install(app: "MockApp") -> None:
        accepts_upload("", "AS-UP-URL", when).install(app)
        fetch = app.service.stages.fetch_asset

        async def fetch_good(url: str) -> Problem | None:
            return None if url == "http://127.0.0.1/" or not url.startswith("http") else await fetch(url)

        app.service.stages.fetch_asset = fetch_good

    return install


def _url_from_list(app: "MockApp") -> None:
    inspect = app.service.stages.inspect_upload

    def unwrapped(body: Body) -> list[Problem]:
        url = body.get("url")
        if isinstance(url, list):
            body["url"] = "".join(url)
        return inspect(body)

    app.service.stages.inspect_upload = unwrapped


def _any_upload_fetchable(app: "MockApp") -> None:
    async def fetched(_url: str) -> None:
        return None

    app.service.stages.fetch_asset = fetched


def _late_but_active(app: "MockApp") -> None:
    refuse_late(app)
    _course(lambda asset: asset._replace(failure=None))(app)


def _refused_upload(**changes: object) -> Install:
    """Refusals of an upload's body or address, in the documented envelope with one thing wrong."""

    def rewrite(_call: Call, answer: Answer) -> Answer:
        document = answer.document
        if not isinstance(document, dict) or "problems" not in document or answer.status in (401, 404, 405):
            return answer
        problem = document["problems"][0]
        if not str(problem["rule"]).startswith("AS-UP-"):
            return answer
        return Answer(200, {"code": 1001, "msg": problem["message"], "data": None} | changes)

    return rewriting(rewrite, UPLOAD)


def _later_status(word: str) -> Install:
    """Once an asset was shown as Active, show it in another status."""

    def install(app: "MockApp") -> None:
        shown: set[str] = set()

        def rewrite(call: Call, answer: Answer) -> Answer:
            document = answer.document
            data = document.get("data") if isinstance(document, dict) else None
            if isinstance(data, dict) and data.get("status") == "Active":
                if call.subject in shown:
                    data["status"] = word
                shown.add(call.subject)
            return answer

        rewriting(rewrite, DETAIL)(app)

    return install


_active_goes_back = _later_status("Processing")


def _course(change: Callable[[Asset], Asset]) -> Install:
    """Change every asset as it is stored."""

    def install(app: "MockApp") -> None:
        save = app.service.stages.save_asset
        app.service.stages.save_asset = lambda asset: save(change(asset))

    return install


def _not_deleted(app: "MockApp") -> None:
    app.service.stages.delete_asset = lambda asset: None


def _same_file_deleted(app: "MockApp") -> None:
    """A deletion goes by the address of the file, and takes every asset of it."""
    stages, saved = app.service.stages, dict[str, Asset]()
    save, delete = stages.save_asset, stages.delete_asset

    def note(asset: Asset) -> None:
        saved[asset.id] = asset
        save(asset)

    def delete_all(asset: Asset) -> None:
        for other in saved.values():
            if (other.url, other.owner) == (asset.url, asset.owner):
                delete(other)

    stages.save_asset, stages.delete_asset = note, delete_all


def _deleted_shown(app: "MockApp") -> None:
    find = app.service.stages.find_asset

    def found(call: Call) -> Asset | None:
        asset = find(call)
        if asset is None and call.operation == DETAIL:
            stored = app.service.store.asset(call.subject)
            asset = stored if stored is not None and stored.owner == call.owner else None
        return asset

    app.service.stages.find_asset = found


def _refuse_delete(_call: Call, _answer: Answer) -> Answer:
    return Answer(403, {"code": 403, "msg": "deletion is switched off", "data": None, "problems": []})


def _uses_overlooked(overlooked: _Overlooked, *, late: bool = False) -> Install:
    """Problems with assets in a create are overlooked."""

    def install(app: "MockApp") -> None:
        check = app.service.stages.check_assets

        def lenient(body: Body, owner: bytes) -> list[Problem]:
            kept = []
            for problem in check(body, owner):
                asset = app.service.store.asset(asset_id_of(str(problem.value)) or "")
                if not overlooked(problem, asset):
                    kept.append(problem)
            return kept

        app.service.stages.check_assets = lenient
        if late:
            refuse_late(app)

    return install


def _also_at(path: str, method: str, operation: str) -> Install:
    """The operation is also at another path."""

    def install(app: "MockApp") -> None:
        app.routes.insert(0, Route(PREFIX + path, app.endpoint({method: operation})))

    return install
