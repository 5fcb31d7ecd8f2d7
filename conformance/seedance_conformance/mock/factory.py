"""Builds a mock from its settings: the application, then its faults, then the shape of a gateway around all of them."""

from pathlib import Path

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, QUERY, Answer, Call
from seedance_conformance.mock.api.gateway_shapes import DOCUMENTED, AnswerContext, Render
from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.faults import install
from seedance_conformance.mock.hooks import Handler
from seedance_conformance.mock.settings import Settings
from seedance_conformance.mock.state.clock import Clock


def create_app(settings: Settings, clock: Clock | None = None, results: Path | None = None) -> MockApp:
    """The application with the faults and the gateway shape of the settings.

    Args:
        settings: the options.
        clock: gives the time; by default the real one, or that of all workers.
        results: a folder for result videos that workers share; by default a temporary one.

    Raises:
        StoreError, UnknownFaultError: a setting can't be used.
    """
    app = MockApp(settings, clock, results)
    try:
        install(settings.faults, app)
    except Exception:
        app.service.store.close()
        raise
    shape, handlers = app.service.shape, app.hooks.handlers
    if shape.name != DOCUMENTED:
        for operation, render in ((CREATE, shape.create), (QUERY, shape.query)):
            handlers[operation] = _rendered(handlers[operation], render, app.service)
    return app


def _rendered(handler: Handler, render: Render, service: Service) -> Handler:
    async def answer(call: Call) -> Answer:
        given = await handler(call)
        document = given.document
        if isinstance(document, dict) and given.status < 300 and isinstance(document.get("id"), str):
            task = service.task_of(document["id"])
            if task is not None:
                address = f"{service.renderer.base_url(call.host)}/v1/result/{document['id']}"
                given.document = render(document, AnswerContext(task, document["id"], address))
        return given

    return answer
