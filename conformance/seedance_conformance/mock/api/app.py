"""The application: create and query as plain ASGI endpoints for speed, everything else through Starlette."""

from collections.abc import Awaitable, Mapping
from pathlib import Path

from attrs import frozen
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from seedance_conformance.mock.api.adapter import AsgiAdapter, Receive, Scope, Send
from seedance_conformance.mock.api.call_log import CallLog, SharedCallLog
from seedance_conformance.mock.api.calls import CREATE, DELETE, DETAIL, QUERY, UPLOAD, Call
from seedance_conformance.mock.api.control import control_routes
from seedance_conformance.mock.api.pages import page_routes, start_page
from seedance_conformance.mock.api.results import Results
from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.hooks import Handler
from seedance_conformance.mock.settings import PREFIX, Settings
from seedance_conformance.mock.state.clock import Clock, SharedClock
from seedance_conformance.mock.state.interface import SharedStore
from seedance_conformance.mock.state.opening import open_store

_CREATE_PATH = PREFIX + "/v1/kyyvideo2/videos"
_QUERY_PREFIX = PREFIX + "/v1/result/"


@frozen(eq=False)
class Endpoint:
    """One path as an ASGI application; `operations` says which operation each method is.

    Other methods get the answer of `otherwise`, by default that the path doesn't take the method.
    """

    _adapter: AsgiAdapter
    _handlers: Mapping[str, Handler]
    _operations: Mapping[str, str]
    _otherwise: Handler | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; the id in its path is Starlette's path parameter."""
        await self.serve(scope, receive, send, scope["path_params"].get("resource_id", ""))

    def serve(self, scope: Scope, receive: Receive, send: Send, resource_id: str = "") -> Awaitable[None]:
        """Answer a request; `resource_id` is the id in its path."""
        method = scope["method"]
        operation = self._operations.get(method)
        call = Call(operation or "", method, scope["path"], resource_id)
        refuse = self._otherwise or self._adapter.method_not_allowed
        handler = refuse if operation is None else self._handlers[operation]
        return self._adapter.serve(call, handler, scope, receive, send)


class MockApp:
    """The mock as an ASGI application; `create_app` explains the arguments, and adds faults and a gateway's shape."""

    def __init__(self, settings: Settings, clock: Clock | None = None, results: Path | None = None) -> None:
        self.settings = settings
        store = open_store(settings.store, settings.workers)
        if isinstance(store, SharedStore):
            self.clock = clock or SharedClock(store)
            self.call_log: CallLog = SharedCallLog(self.clock, store)
        else:
            self.clock = clock or Clock()
            self.call_log = CallLog(self.clock)
        self.service = Service(settings, self.clock, store)
        self.hooks = self.service.hooks
        self.results = Results(self.service, results)
        label, limit = settings.choices["answer-label"], settings.choices["rate-limit"]
        self.adapter = AsgiAdapter(self.service.errors, self.call_log, label, limit)
        self.methods: dict[str, dict[str, str]] = {
            CREATE: {"POST": CREATE},
            QUERY: {"GET": QUERY},
            UPLOAD: {"POST": UPLOAD},
            "asset": {"GET": DETAIL, "DELETE": DELETE},
        }
        self._create = self.endpoint(self.methods[CREATE])
        self._query = self.endpoint(self.methods[QUERY])
        self._alias = settings.choices["query-alias"] == "present"
        self._starlette = Starlette(routes=self._routes())

    @property
    def routes(self) -> list[BaseRoute]:
        """All routes but create and query; changing the list takes effect at once."""
        return self._starlette.routes

    def endpoint(self, methods: Mapping[str, str]) -> Endpoint:
        """An endpoint of this mock; `methods` says which operation each method is."""
        return Endpoint(self.adapter, self.hooks.handlers, methods)

    def _routes(self) -> list[BaseRoute]:
        pages = page_routes()
        nothing = Route("/{rest:path}", Endpoint(self.adapter, {}, {}, self.adapter.not_found))
        asset = PREFIX + "/kyyVideo2/asset/"
        return [
            Route(asset + "upload", self.endpoint(self.methods[UPLOAD])),
            Route(asset + "{resource_id:path}", self.endpoint(self.methods["asset"])),
            Route(PREFIX + "/results/{name:path}", self.results.respond),
            *control_routes(self.service, self.call_log),
            Route(PREFIX, start_page),
            Mount(PREFIX, routes=[*pages, nothing]),
            *pages,
            nothing,
        ]

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request. It returns the coroutine of an endpoint, since one more would slow down every request."""
        path = scope["path"]
        if path == _CREATE_PATH:
            return self._create.serve(scope, receive, send)
        if path.startswith(_QUERY_PREFIX):
            return self._query.serve(scope, receive, send, path[len(_QUERY_PREFIX) :])
        if self._alias and path.startswith(_CREATE_PATH + "/"):
            return self._query.serve(scope, receive, send, path[len(_CREATE_PATH) + 1 :])
        return self._starlette(scope, receive, send)

    async def close(self) -> None:
        """Close the store, open connections and temporary files."""
        await self.service.close()
        self.results.close()
