"""Gives some bytes to the probe."""

import io

from seedance_conformance.mock.media.probe.detect import probe
from seedance_conformance.mock.media.probe.facts import Facts


def facts_of(content: bytes) -> Facts:
    """What the probe finds in some bytes."""
    return probe(io.BytesIO(content), len(content))
