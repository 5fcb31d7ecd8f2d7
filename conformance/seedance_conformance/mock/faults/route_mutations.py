"""Building blocks of faults in the routes: an operation at a further path or with a further method."""

from starlette.routing import Route

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import Install
from seedance_conformance.mock.settings import PREFIX


def also_at(path: str, method: str, operation: str) -> Install:
    """The operation also answers at another path, below the prefix."""

    def install(app: MockApp) -> None:
        app.routes.insert(0, Route(PREFIX + path, app.endpoint({method: operation})))

    return install


def also_by(method: str, endpoint: str, operation: str) -> Install:
    """An endpoint (a key of `MockApp.methods`) also takes another method, for this operation."""
    return lambda app: app.methods[endpoint].update({method: operation})
