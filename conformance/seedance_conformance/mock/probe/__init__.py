"""Reads from the bytes of a file what the media rules ask: format, sides, length. Nothing is decoded or unpacked."""

from seedance_conformance.mock.probe.facts import AUDIO, IMAGE, VIDEO, Facts
from seedance_conformance.mock.probe.probing import bytes_wanted, probe

__all__ = ["AUDIO", "IMAGE", "VIDEO", "Facts", "bytes_wanted", "probe"]
