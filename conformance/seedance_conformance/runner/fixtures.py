"""The pytest fixtures of the shipped tests."""

import pytest

from seedance_conformance.runner.run import Run
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller


@pytest.fixture(scope="session")
def context(pytestconfig: pytest.Config) -> Context:
    """The context of the run."""
    return next(plugin.context for plugin in pytestconfig.pluginmanager.get_plugins() if isinstance(plugin, Run))


@pytest.fixture(scope="session")
def target(context: Context) -> Target:
    """The server under test."""
    return context.target


@pytest.fixture(scope="session")
def media(context: Context) -> Media:
    """URLs of media that the target can fetch."""
    return context.media


@pytest.fixture(scope="session")
def poller(context: Context) -> TaskPoller:
    """The poller of all accepted tasks."""
    return context.poller
