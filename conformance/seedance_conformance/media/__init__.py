"""Media files with known facts: their writers, a cache, and the loopback server that serves them to the target."""

from seedance_conformance.media.addresses import RemoteMedia
from seedance_conformance.media.export import export
from seedance_conformance.media.library import Library, corpus, numbered
from seedance_conformance.media.making import Listener, NotMade
from seedance_conformance.media.server import MediaServer

__all__ = ["Library", "Listener", "MediaServer", "NotMade", "RemoteMedia", "corpus", "export", "numbered"]
