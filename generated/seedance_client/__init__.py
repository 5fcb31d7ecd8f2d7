"""Client of the Seedance 2.0 video API. Generated from openapi/seedance.yaml by scripts/regenerate: don't edit it.

Models are in `seedance_client.models`, one function for each call in `seedance_client.api`. It needs httpx and attrs alone.
"""

from .client import AuthenticatedClient, Client

CONTRACT_VERSION = "1.0.0"
"""The version of the contract that this package was generated from."""

__all__ = ("CONTRACT_VERSION", "AuthenticatedClient", "Client")
