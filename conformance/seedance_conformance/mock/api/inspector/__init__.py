"""The inspector: finds every rule that a body breaks, with one entry for each fault.

It is independent of the contract and the suite: its limits come from the documents, not from another module.
"""

from seedance_conformance.mock.api.inspector.create import CreateInspector
from seedance_conformance.mock.api.inspector.upload import UploadInspector

__all__ = ["CreateInspector", "UploadInspector"]
