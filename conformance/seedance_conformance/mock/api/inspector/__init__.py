"""The inspector: hand-written predicates that name every broken rule of a body, one entry for one fault.

Independent of the contract and of the suite: the limits here were read from the documents, not from another module.
"""

from seedance_conformance.mock.api.inspector.create import CreateInspector
from seedance_conformance.mock.api.inspector.upload import UploadInspector

__all__ = ["CreateInspector", "UploadInspector"]
