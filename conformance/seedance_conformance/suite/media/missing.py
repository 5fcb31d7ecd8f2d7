"""What a remote run has in place of media that nobody published."""

from seedance_conformance.suite.verdicts import Skipped


class NoMedia:
    """Stands where a remote run has no published media: tests that need some are skipped."""

    def _skip(self, _: object) -> str:
        raise Skipped("no published media: give --media-url")

    image = video = audio = url = _skip
