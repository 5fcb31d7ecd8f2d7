"""The options of a load run, without keys, as the JSON text that its processes get."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.configuration.options import unset
from seedance_conformance.runner.configuration.settings import Settings, build_settings


@frozen
class LoadPlan:
    """The options of a load run: those of `seedance conform`, the address of published media, the folder of the log."""

    options: Mapping[str, Any]
    media: str | None
    out: str

    def to_json(self) -> str:
        """The text for the command line of Locust."""
        given = {name: value for name, value in self.options.items() if value not in (None, [], (), False)}
        return json.dumps({"options": given, "media": self.media, "out": self.out})

    @classmethod
    def from_json(cls, text: str) -> "LoadPlan":
        """The inverse of `to_json`."""
        stored = json.loads(text)
        return cls(unset() | stored["options"], stored["media"], stored["out"])

    def settings(self, environment: Mapping[str, str]) -> Settings:
        """The checked settings, with the keys of the environment. Raises SettingsError if they can't be used here."""
        # The folder belongs to the process that writes the log, and was checked before.
        nowhere = str(Path(self.out) / "not-a-folder")
        return build_settings({**self.options, "out": nowhere}, environment, load_catalogue())
