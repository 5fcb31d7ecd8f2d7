"""What the shipped tests may ask for."""

import pytest

from seedance_conformance.runner.run import Run
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.transport.polling import Follower
from seedance_conformance.transport.target import Target


@pytest.fixture(scope="session")
def context(pytestconfig: pytest.Config) -> Context:
    """The run, as tests see it."""
    return next(plugin.context for plugin in pytestconfig.pluginmanager.get_plugins() if isinstance(plugin, Run))


@pytest.fixture(scope="session")
def target(context: Context) -> Target:
    """The server under judgement."""
    return context.target


@pytest.fixture(scope="session")
def media(context: Context) -> Media:
    """Addresses that the target can fetch."""
    return context.media


@pytest.fixture(scope="session")
def follower(context: Context) -> Follower:
    """Polls each accepted task to its end."""
    return context.follower
