"""The examples of connections on the page are accepted as they stand."""

import shlex
from pathlib import Path
from typing import Any

import click
import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.cli.conform import command as conform
from seedance_conformance.runner.configuration.options import OPTIONS
from seedance_conformance.runner.configuration.settings import build_settings
from tests.docs.pages import ROOT, blocks
from tests.transport.connection.certificates import make_certificates

PAGE = ROOT / "docs" / "targets.md"


def examples() -> list[str]:
    """The commands of the page, each on one line."""
    texts = [block.text.replace("\\\n", " ") for block in blocks(PAGE, "sh")]
    return [line for text in texts for line in text.splitlines() if line.startswith("scripts/conform")]


@pytest.mark.parametrize("example", examples())
def test_an_example_is_accepted(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its options fit together, and the files that it names are used."""
    make_certificates(tmp_path)
    monkeypatch.chdir(tmp_path)
    environment = {"SEEDANCE_API_KEY": "k", "TENANT": "tenant-17", "LOGIN": "Basic dXNlcjpwYXNz"}
    context = click.Context(conform)
    conform.parse_args(context, shlex.split(example)[1:])
    given: dict[str, Any] = {name: context.params.get(name.replace("-", "_")) for name in OPTIONS}
    settings = build_settings(given, environment, load_catalogue())
    assert settings.remote is False
    assert settings.no_billing == ("--no-billing" in example)
