"""Pages for people: a start page, the OpenAPI document, and an API page that loads nothing from a CDN."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from seedance_conformance.mock.api.openapi_document import document_for_page, openapi_document, openapi_source
from seedance_conformance.resources import ResourceError

_START = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Seedance 2.0 mock</title><link rel="icon" href="data:,">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}
code{background:#8882;padding:.1em .3em;border-radius:.2em}</style>
<h1>Seedance 2.0 mock</h1>
<p>This server answers like the Seedance 2.0 video API.
Its base URL is <code>/kyyReactApiServer</code> on this host.</p>
<ul>
<li><a href="/docs">API page</a>: read it, try it</li>
<li><a href="/openapi.json">openapi.json</a> or <a href="/openapi.yaml">openapi.yaml</a></li>
</ul>
<p>Every call needs <code>Authorization: Bearer KEY</code>. Control for testers, from this machine only:
<code>POST /_mock/reset</code>, <code>POST /_mock/tasks/ID</code>, <code>POST /_mock/clock</code>,
<a href="/_mock/log"><code>GET /_mock/log</code></a>.</p>
</html>
"""
_DOCS = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Seedance 2.0 API</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/docs/openapi.json", dom_id: "#page", deepLinking: true})</script>
</html>
"""
_ASSETS = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


def page_routes() -> list[BaseRoute]:
    """The routes of the pages; the app has them at the root and below the prefix."""
    return [
        Route("/", start_page),
        Route("/docs", _docs),
        Route("/docs/openapi.json", _contract(lambda: JSONResponse(document_for_page()))),
        Route("/docs/{name}", _docs_asset),
        Route("/openapi.json", _contract(lambda: JSONResponse(openapi_document()))),
        Route("/openapi.yaml", _contract(lambda: Response(openapi_source(), media_type="application/yaml"))),
    ]


async def start_page(request: Request) -> Response:
    """The start page of the mock."""
    return HTMLResponse(_START)


async def _docs(request: Request) -> Response:
    return HTMLResponse(_DOCS)


async def _docs_asset(request: Request) -> Response:
    from swagger_ui_bundle import swagger_ui_path

    name = request.path_params["name"]
    if name not in _ASSETS:
        return PlainTextResponse("this file doesn't exist", 404)
    return FileResponse(swagger_ui_path / name, media_type=_ASSETS[name])


def _contract(make: Callable[[], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A page made from the contract; 404 with the reason if the contract is missing."""

    async def page(request: Request) -> Response:
        try:
            return make()
        except ResourceError as error:
            return JSONResponse({"error": str(error)}, 404)

    return page
