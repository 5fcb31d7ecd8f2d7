"""The five operations: the steps of each, in their order."""

import asyncio
from collections.abc import Callable

from seedance_conformance.mock.api.answers import Renderer
from seedance_conformance.mock.api.api_keys import ApiKeys, key_refusal
from seedance_conformance.mock.api.calls import DELETE, DETAIL, OPERATIONS, QUERY, Answer, Call
from seedance_conformance.mock.api.error_answers import ErrorAnswers, unknown_id
from seedance_conformance.mock.api.gateway_shapes import SHAPES
from seedance_conformance.mock.api.inspector import CreateInspector, UploadInspector
from seedance_conformance.mock.api.inspector.create import MEDIA_FIELDS
from seedance_conformance.mock.api.inspector.fields import whole_number
from seedance_conformance.mock.api.request_body import check_media_type, decode_object
from seedance_conformance.mock.hooks import Body, Handler, Hooks
from seedance_conformance.mock.media.fetch import Fetcher
from seedance_conformance.mock.media.references import References
from seedance_conformance.mock.media.result_format import ADAPTIVE, adapted_ratio
from seedance_conformance.mock.problems import Problem, Problems, Refusal
from seedance_conformance.mock.settings import Settings
from seedance_conformance.mock.state.assets import Asset, new_asset_id
from seedance_conformance.mock.state.clock import Clock
from seedance_conformance.mock.state.interface import TaskStore
from seedance_conformance.mock.state.store import StoreWriteError
from seedance_conformance.mock.state.tasks import ID_FORMS, Task, random_head


def _late_rules(settings: Settings) -> tuple[str, ...]:
    """Prefixes of the rules that let a task fail instead of refusing its create. Both are correct (question 21)."""
    if settings.reject_late:
        return ("MD-", "AS-USE-", "CR-URL-", "RB-UNFETCHABLE")
    rules = {"asset-use": "AS-USE-", "unfetchable": "RB-UNFETCHABLE"}
    return tuple(prefix for choice, prefix in rules.items() if settings.choices[choice] == "late")


class Service:
    """Answers calls, independent of connections and frameworks."""

    def __init__(self, settings: Settings, clock: Clock, store: TaskStore) -> None:
        self.settings = settings
        self.clock = clock
        self.store = store
        self.shape = SHAPES[settings.gateway_shape]
        self.id_form = ID_FORMS[self.shape.id_form or settings.choices["id-form"]]
        self._head = random_head()
        self.errors = ErrorAnswers(settings.error_style, settings.choices)
        self.fetcher = Fetcher(settings.media_hosts)
        self.keys = ApiKeys(settings.api_keys, exact_case=settings.choices["bearer-case"] == "exact")
        self._inspector = CreateInspector(settings.choices)
        self.renderer = Renderer(settings.choices, f"{settings.host}:{settings.port}")
        self._ended_after = settings.queue_seconds + settings.process_seconds
        skipping = settings.choices["states"] == "skip-processing"
        self._processing_after = self._ended_after if skipping else settings.queue_seconds
        self.references = References(store, clock, self.fetcher, settings.choices)
        self._late_rules = _late_rules(settings)
        self.prepare: Callable[[Task], None] = lambda task: None
        """Called with each accepted task, so that its result can be made while the task runs."""
        self.hooks = self._default_hooks()

    def _default_hooks(self) -> Hooks:
        references, operations = self.references, (self.create, self.query, self.upload, self.detail, self.delete)
        any_media_type = self.settings.choices["content-type"] == "accepted"
        return Hooks(
            authenticate=self._authenticate,
            check_media_type=lambda call: None if any_media_type else check_media_type(call.content_type),
            decode=lambda call: decode_object(call.body),
            inspect_create=self._inspector,
            inspect_upload=UploadInspector(self.settings.choices),
            check_assets=references.assets,
            fetch_references=references.fetch,
            check_media=references.check_media,
            fetch_asset=references.fetch_asset,
            check_asset_file=references.check_asset_file,
            new_task=self._new_task,
            task_id=lambda task: self.id_form.write(task.row, task.head),
            find_task=self._find_task,
            find_asset=self._find_asset,
            save_asset=self.store.save_asset,
            delete_asset=lambda asset: self.store.save_asset(asset._replace(deleted=True)),
            handlers={name: self._refusing(handler) for name, handler in zip(OPERATIONS, operations, strict=True)},
        )

    def _refusing(self, handler: Handler) -> Handler:
        """The handler with refusals turned into answers."""

        async def answer(call: Call) -> Answer:
            try:
                return await handler(call)
            except Refusal as refusal:
                return self.errors.answer(call, refusal)

        return answer

    async def create(self, call: Call) -> Answer:
        """`POST /v1/kyyvideo2/videos`. Raises Refusal for the key, the body, or media or assets in it."""
        hooks = self.hooks
        call.owner = owner = hooks.authenticate(call)
        hooks.check_media_type(call)
        body = call.document = hooks.decode(call)
        problems = hooks.inspect_create(body)
        reason = None
        if problems or not MEDIA_FIELDS.isdisjoint(body):
            reason = await self._check_references(call, body, owner, problems)
        task = hooks.new_task(call, body, reason)
        try:
            await self.store.add(task)
        except StoreWriteError as error:
            message, remedy = f"the task couldn't be stored ({error})", "check the disk or the database of --store"
            raise Refusal("store", [Problem("RB-NO-5XX", "", None, message, remedy)]) from None
        self.prepare(task)
        return self.renderer.created(task, hooks.task_id(task))

    async def _check_references(self, call: Call, body: Body, owner: bytes, problems: Problems) -> str | None:
        """Check assets and media of a create: why its task will fail, or None. Raises Refusal if it can't be made."""
        now, late = self._split(problems + self.hooks.check_assets(body, owner))
        if not now:
            # Fetch only now, so that a body that is refused anyway causes no connection.
            named = await self.hooks.fetch_references(body)
            call.media = named.media
            now, failing = self._split(named.problems + self.hooks.check_media(named.media))
            late += failing
        if now:
            raise Refusal("body", now)
        return self._failure_reason(body, late)

    def _split(self, problems: Problems) -> tuple[Problems, Problems]:
        """The problems to refuse at once, and those that let the task fail later."""
        late = [problem for problem in problems if problem.rule.startswith(self._late_rules)]
        return [problem for problem in problems if problem not in late], late

    def _failure_reason(self, body: Body, late: Problems) -> str | None:
        if late:
            return late[0].sentence()
        only_audio = body.get("referenceAudios") and not (body.get("referenceImages") or body.get("referenceVideos"))
        if only_audio and self.settings.choices["audio-only"] == "fails-late":
            return "audio is the only reference; add an image or a video (CR-AUDIO-ONLY)"
        return None

    async def query(self, call: Call) -> Answer:
        """`GET /v1/result/{id}`. Raises Refusal for the key, or if it has no task with that id."""
        hooks = self.hooks
        call.owner = hooks.authenticate(call)
        task = hooks.find_task(call)
        if task is None:
            raise unknown_id(QUERY, call.resource_id)
        return self.renderer.queried(task, hooks.task_id(task), self.clock.now(), call.host)

    async def upload(self, call: Call) -> Answer:
        """`POST /kyyVideo2/asset/upload`. Raises Refusal for the key, the body, or the address in it."""
        hooks = self.hooks
        call.owner = owner = hooks.authenticate(call)
        hooks.check_media_type(call)
        body = call.document = hooks.decode(call)
        problems = hooks.inspect_upload(body)
        if problems:
            raise Refusal("body", problems)
        file = await hooks.fetch_asset(str(body["url"]))
        problems = [] if file.problem is None else [file.problem]
        if file.facts is not None:
            problems += hooks.check_asset_file(str(body["assetType"]), file.facts)
        late = self.settings.reject_late or self.settings.choices["asset-refusal"] == "late"
        if problems and not late:
            raise Refusal("asset-url", problems)
        asset = self._new_asset(body, owner, problems[0].sentence() if problems else None)
        hooks.save_asset(asset._replace(facts=file.facts))
        return self.renderer.uploaded(asset)

    async def detail(self, call: Call) -> Answer:
        """`GET /kyyVideo2/asset/{assetId}`. Raises Refusal for the key, or if it has no asset with that id."""
        call.owner = self.hooks.authenticate(call)
        asset = self.hooks.find_asset(call)
        if asset is None:
            raise unknown_id(DETAIL, call.resource_id)
        return self.renderer.detailed(asset, self.clock.now())

    async def delete(self, call: Call) -> Answer:
        """`DELETE /kyyVideo2/asset/{assetId}`. Raises Refusal for the key, or if it has no asset with that id."""
        call.owner = self.hooks.authenticate(call)
        asset = self.hooks.find_asset(call)
        if asset is not None:
            self.hooks.delete_asset(asset)
        elif not self._deleted_before(call):
            raise unknown_id(DELETE, call.resource_id)
        return self.renderer.deleted()

    def _deleted_before(self, call: Call) -> bool:
        """Whether the caller deleted this asset before, and the choice `second-delete` accepts that."""
        if self.settings.choices["second-delete"] == "refused":
            return False
        asset = self.store.asset(call.resource_id)
        return asset is not None and asset.owner == call.owner and asset.deleted

    def _authenticate(self, call: Call) -> bytes:
        if call.authorizations > 1:
            raise key_refusal("RB-KEY-MALFORMED", "the Authorization header is sent more than once")
        return self.keys.owner(call.authorization)

    def _new_task(self, call: Call, body: Body, failure: str | None) -> Task:
        now = self.clock.now()
        duration = body.get("duration")
        duration = whole_number(duration) or duration
        ratio = body.get("aspect_ratio")
        if ratio == ADAPTIVE:
            follows = self.settings.choices["adaptive-ratio"] == "input"
            ratio = adapted_ratio(call.media or ()) if follows else "16:9"
        assert call.owner is not None
        return Task(
            self.store.new_key(),
            self._head,
            call.owner,
            now,
            self._inspector.canonical_model(body.get("model")) or str(body.get("model")),
            int(duration) if isinstance(duration, (int, float)) else 5,
            ratio if isinstance(ratio, str) else "16:9",
            body.get("generateAudio") is not False,
            now + self._processing_after,
            now + self._ended_after,
            failure,
        )

    def task_of(self, task_id: str) -> Task | None:
        """The task with that id, of any owner."""
        try:
            key = self.id_form.read(task_id)
        except ValueError:
            return None
        task = self.store.task(key)
        return task if task is not None and self.hooks.task_id(task) == task_id else None

    def _find_task(self, call: Call) -> Task | None:
        task = self.task_of(call.resource_id)
        return task if task is not None and task.owner == call.owner else None

    def _new_asset(self, body: Body, owner: bytes, failure: str | None) -> Asset:
        now = self.clock.now()
        asset_id = new_asset_id(self.settings.choices["asset-id-form"], now)
        while self.store.asset(asset_id) is not None:
            asset_id = new_asset_id(self.settings.choices["asset-id-form"], now)
        name = body.get("name")
        return Asset(
            id=asset_id,
            owner=owner,
            type=str(body["assetType"]),
            url=str(body["url"]),
            name=name if isinstance(name, str) else "",
            created=now,
            reviewed_at=now + self.settings.queue_seconds,
            failure=failure,
            deleted=False,
        )

    def _find_asset(self, call: Call) -> Asset | None:
        asset = self.store.asset(call.resource_id)
        return asset if asset is not None and asset.owner == call.owner and not asset.deleted else None

    async def close(self) -> None:
        """Close the connections and the store."""
        await self.fetcher.close()
        await asyncio.sleep(0)  # lets a pending commit run
        self.store.close()
