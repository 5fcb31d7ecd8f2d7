"""The application: the two hot routes as plain ASGI endpoints, everything else through Starlette."""

from collections.abc import Awaitable, Mapping

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from seedance_conformance.mock.api.adapter import Gateway, Receive, Scope, Send
from seedance_conformance.mock.api.call_log import Recorder
from seedance_conformance.mock.api.calls import CREATE, DELETE, DETAIL, QUERY, UPLOAD, Call
from seedance_conformance.mock.api.control import control_routes
from seedance_conformance.mock.api.pages import page_routes, start_page
from seedance_conformance.mock.api.reshaping import reshape
from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.faults import install
from seedance_conformance.mock.hooks import Handler
from seedance_conformance.mock.media.results import Results
from seedance_conformance.mock.settings import PREFIX, Settings
from seedance_conformance.mock.state.clock import Clock
from seedance_conformance.mock.state.store import Store

_CREATE_PATH = PREFIX + "/v1/kyyvideo2/videos"
_QUERY_PREFIX = PREFIX + "/v1/result/"


class Endpoint:
    """One path as an ASGI application: which operation each method is; the id is Starlette's path parameter."""

    def __init__(self, gateway: Gateway, handlers: Mapping[str, Handler], operations: Mapping[str, str]) -> None:
        self._gateway = gateway
        self._handlers = handlers
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.serve(scope, receive, send, scope["path_params"].get("subject", ""))

    def serve(self, scope: Scope, receive: Receive, send: Send, subject: str = "") -> Awaitable[None]:
        """Answer one request about `subject`, the id in its path."""
        method = scope["method"]
        operation = self._operations.get(method)
        call = Call(operation or "", method, scope["path"], subject)
        handler = self._gateway.no_method if operation is None else self._handlers[operation]
        return self._gateway.serve(call, handler, scope, receive, send)


class NoRoute:
    """Any other path as an ASGI application."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        call = Call("", scope["method"], scope["path"])
        await self._gateway.serve(call, self._gateway.no_route, scope, receive, send)


class MockApp:
    """The mock as an ASGI application.

    Args:
        settings: the options.
        clock: where the time comes from; by default the real one.

    Raises:
        StoreError: `settings.store` can't be used.
        UnknownFaultError: a fault that does not exist.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.recorder = Recorder(self.clock)
        self.service = Service(settings, self.clock, Store(settings.store))
        self.results = Results(self.service)
        self.gateway = Gateway(
            self.service.envelopes,
            self.recorder,
            settings.choices["answer-label"],
            settings.choices["rate-limit"],
        )
        self.methods: dict[str, dict[str, str]] = {
            CREATE: {"POST": CREATE},
            QUERY: {"GET": QUERY},
            UPLOAD: {"POST": UPLOAD},
            "asset": {"GET": DETAIL, "DELETE": DELETE},
        }
        self._create = self.endpoint(self.methods[CREATE])
        self._query = self.endpoint(self.methods[QUERY])
        self._alias = settings.choices["query-alias"] == "present"
        self.routes = self._routes()
        install(settings.faults, self)
        reshape(self.service)
        self._starlette = Starlette(routes=self.routes)

    def endpoint(self, methods: Mapping[str, str]) -> Endpoint:
        """An endpoint of this mock, with the operation that each method is."""
        return Endpoint(self.gateway, self.service.stages.handlers, methods)

    def _routes(self) -> list[BaseRoute]:
        pages = page_routes()
        nothing = Route("/{rest:path}", NoRoute(self.gateway))
        asset = PREFIX + "/kyyVideo2/asset/"
        return [
            Route(asset + "upload", self.endpoint(self.methods[UPLOAD])),
            Route(asset + "{subject:path}", self.endpoint(self.methods["asset"])),
            Route(PREFIX + "/results/{name:path}", self.results.respond),
            *control_routes(self),
            Route(PREFIX, start_page),
            Mount(PREFIX, routes=[*pages, nothing]),
            *pages,
            nothing,
        ]

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer one request; no coroutine of its own, since this is on the hot path."""
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
