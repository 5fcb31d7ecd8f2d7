"""Puts a gateway's shape over the answers of a mock, whatever made them."""

from seedance_conformance.mock.api.calls import CREATE, QUERY, Answer, Call
from seedance_conformance.mock.api.gateway_shapes import DOCUMENTED, Render, Subject
from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.hooks import Handler


def reshape(service: Service) -> None:
    """Let the successful answers to creates and queries have the shape of the settings; nothing changes by default."""
    shape = service.shape
    if shape.name == DOCUMENTED:
        return
    handlers = service.stages.handlers
    for operation, render in ((CREATE, shape.create), (QUERY, shape.query)):
        handlers[operation] = _reshaped(handlers[operation], render, service)


def _reshaped(handler: Handler, render: Render, service: Service) -> Handler:
    async def answer(call: Call) -> Answer:
        given = await handler(call)
        document = given.document
        if isinstance(document, dict) and given.status < 300 and isinstance(document.get("id"), str):
            task = service.task_of(document["id"])
            if task is not None:
                address = f"{service.renderer.base_url(call.host)}/v1/result/{document['id']}"
                given.document = render(document, Subject(task, document["id"], address))
        return given

    return answer
