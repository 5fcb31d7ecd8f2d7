"""The pytest fixture of the shipped tests."""

import pytest

from seedance_conformance.runner.run import Run
from seedance_conformance.suite.context import Context


@pytest.fixture(scope="session")
def context(pytestconfig: pytest.Config) -> Context:
    """The context of the run."""
    return next(plugin.context for plugin in pytestconfig.pluginmanager.get_plugins() if isinstance(plugin, Run))
