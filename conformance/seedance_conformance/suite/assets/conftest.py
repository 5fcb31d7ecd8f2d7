"""Fixtures that the tests of the asset library share."""

import pytest

from seedance_conformance.suite.assets.pool import AssetPool, asset_pool
from seedance_conformance.suite.context import Context


@pytest.fixture(scope="session")
def pool(context: Context) -> AssetPool:
    """Active assets that all tests share."""
    return asset_pool(context)
