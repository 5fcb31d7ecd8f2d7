"""scripts/regenerate: repeatable, checks itself, and never leaves half a package behind."""

import re
import shutil
from pathlib import Path

import pytest
from tests.generated.conftest import Run

PRIVATE = "_sdk"
"""The private package of the client's hand-written modules."""


def contents(directory: Path) -> dict[str, bytes]:
    """The bytes of each file, by its path."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def replace(path: Path, old: str, new: str) -> None:
    """Change one piece of a file's text."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_committed_client_is_fresh_and_repeatable(workshop: Path, client: Path, run: Run) -> None:
    """A clean generation gives the committed bytes, with any hash seed."""
    committed = contents(client)
    for seed in ("0", "4711"):
        shutil.rmtree(workshop / "generated")
        result = run("generation", PYTHONHASHSEED=seed)
        assert result.returncode == 0, result.stderr
        assert contents(client) == committed
    assert [path.name for path in (workshop / "generated").iterdir()] == ["seedance_client"]


@pytest.mark.parametrize(("options", "said"), [((), "is fresh already"), (("--check",), "is fresh")])
def test_fresh_package_is_left_alone(options: tuple[str, ...], said: str, client: Path, run: Run) -> None:
    """Where nothing changed, nothing is written, and the check shows no difference."""
    before = client.stat().st_ino
    result = run("generation", *options)
    assert (result.returncode, result.stdout) == (0, f"generated/seedance_client {said}\n")
    assert client.stat().st_ino == before


def test_check_shows_every_difference(client: Path, run: Run) -> None:
    """An edited, a missing and a foreign file are each shown as a diff, and left as they are."""
    replace(client / "models" / "text_to_video.py", "prompt: str", "prompt: bytes")
    (client / "errors.py").unlink()
    (client / "notes.py").write_text("mine = True\n", encoding="utf-8")
    (client / "__pycache__").mkdir()
    (client / "__pycache__" / "client.cpython-311.pyc").write_bytes(b"compiled")
    before = contents(client)
    result = run("generation", "--check")
    assert result.returncode == 1
    assert "--- generated/seedance_client/models/text_to_video.py\n+++ clean/seedance_client/models" in result.stdout
    assert "-    prompt: bytes\n+    prompt: str\n" in result.stdout
    assert "--- /dev/null\n+++ clean/seedance_client/errors.py\n" in result.stdout
    assert "--- generated/seedance_client/notes.py\n+++ /dev/null\n" in result.stdout
    assert "pycache" not in result.stdout
    assert "run scripts/regenerate" in result.stderr
    assert contents(client) == before


def test_stale_contract_is_noticed_then_rebuilt(workshop: Path, client: Path, run: Run) -> None:
    """A change of the contract makes the client stale, and a rebuild makes it fresh and removes foreign files."""
    replace(workshop / "openapi" / "seedance.yaml", "  version: 1.0.0", "  version: 1.1.0")
    (client / "notes.py").write_text("mine = True\n", encoding="utf-8")
    assert '+CONTRACT_VERSION = "1.1.0"' in run("generation", "--check").stdout
    assert run("generation").returncode == 0
    assert 'CONTRACT_VERSION = "1.1.0"' in (client / "__init__.py").read_text(encoding="utf-8")
    assert not (client / "notes.py").exists()


def test_companion_is_copied_under_a_line_that_names_its_source(workshop: Path, client: Path, run: Run) -> None:
    """Companion files come through byte by byte, in directories too, below lines about them; their page doesn't."""
    odd = b"# hand-written,   badly formatted\r\nx=1\n"
    (workshop / "openapi" / "companion" / "more").mkdir()
    (workshop / "openapi" / "companion" / "more" / "extra.py").write_bytes(odd)
    assert run("generation").returncode == 0
    head = b"# Copied from openapi/companion/more/extra.py by scripts/regenerate: edit it there.\n# pyright: standard\n"
    assert (client / "more" / "extra.py").read_bytes() == head + odd
    assert (client / "py.typed").exists()
    assert not (client / "README.md").exists()


def test_every_hand_written_module_names_its_source(workshop: Path, client: Path) -> None:
    """The first line of each module that isn't the generator's names an existing file of the companion."""
    heads = {path: path.read_text("utf-8").partition("\n")[0] for path in (client / PRIVATE).rglob("*.py")}
    assert len(heads) > 25
    for path, head in heads.items():
        named = re.match(r"# (Copied|Made) from (openapi/companion/\S+\.py) by scripts/regenerate: edit", head)
        assert named is not None, path
        assert (workshop / named[2]).is_file(), path


def test_synchronous_client_follows_the_asynchronous_one(workshop: Path, run: Run) -> None:
    """A change of the asynchronous client is in the synchronous one after a rebuild, without `async` and `await`."""
    source = workshop / "openapi" / "companion" / PRIVATE / "async_client" / "assets.py"
    replace(source, "async def get(", "async def look_at(")
    assert run("generation").returncode == 0
    made = workshop / "generated" / "seedance_client" / PRIVATE / "sync_client" / "assets.py"
    text = made.read_text(encoding="utf-8")
    assert re.search(r"    def look_at\(\s*self", text)
    assert "class Assets:" in text
    assert not re.search("async (def|with|for)|await|asyncio", text)


def expect_failure(workshop: Path, run: Run, *words: str) -> None:
    """Generation fails with a message that has these words, and leaves the client as it was."""
    before = contents(workshop / "generated")
    result = run("generation")
    assert result.returncode == 1
    assert all(word in result.stderr for word in words), result.stderr
    assert "Traceback" not in result.stderr
    assert contents(workshop / "generated") == before


def test_companion_may_not_shadow_a_generated_file(workshop: Path, run: Run) -> None:
    """A companion of a generated file's name is refused."""
    (workshop / "openapi" / "companion" / "client.py").write_text("", encoding="utf-8")
    expect_failure(workshop, run, "companion/client.py", "rename")


def test_misspelt_template_is_refused(workshop: Path, run: Run) -> None:
    """The generator would ignore a template of an unknown name without a word."""
    templates = workshop / "openapi" / "templates"
    (templates / "client.py.jinja").rename(templates / "clients.py.jinja")
    expect_failure(workshop, run, "clients.py.jinja", "no template")


CLIENT = f"openapi/companion/{PRIVATE}/async_client/client.py"
UNUSABLE: dict[str, tuple[str, str, str, list[str]]] = {
    "a substitution that changes nothing": (
        *(CLIENT, "httpx_aiohttp.AiohttpTransport()", "aiohttp.Transport()"),
        ["async_client", "these substitutions change nothing"],
    ),
    "a word of asyncio that is left": (
        *(CLIENT, ", for asyncio.", ", which is asynchronous. Use asyncio."),
        ["async_client", "'asyncio' left"],
    ),
    "a keyword that is left": (
        *(CLIENT, "async with AsyncSeedance", "async\n        with AsyncSeedance"),
        ["async_client", "'async' left"],
    ),
    "a misspelt setting, which the generator would ignore": (
        *("openapi/generator.yaml", "literal_enums", "literal_enum"),
        ["generator.yaml", "no setting literal_enum;", "literal_enums"],
    ),
    "a setting of a wrong type": (
        *("openapi/generator.yaml", "literal_enums: true", "literal_enums: perhaps"),
        ["generator.yaml", "literal_enums"],
    ),
    "a hook that fails": ("openapi/generator.yaml", "--line-length=110", "--line-lengths=110", ["ruff"]),
    "a contract that would lose an endpoint": (
        *("openapi/seedance.yaml", '#/components/schemas/AssetUpload"', '#/components/schemas/Nowhere"'),
        ["openapi/seedance.yaml", "POST /kyyVideo2/asset/upload"],
    ),
    "another version of the generator": (
        *("scripts/generation.py", '"openapi-python-client": "0.29.1"', '"openapi-python-client": "0.1"'),
        ["openapi-python-client is 0.29.1", "pinned to 0.1"],
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "words"), UNUSABLE.values(), ids=list(UNUSABLE))
def test_an_unusable_input_is_refused(
    file: str, old: str, new: str, words: list[str], workshop: Path, run: Run
) -> None:
    """Each stops the generation, with a message that names it, and leaves the client as it was."""
    replace(workshop / file, old, new)
    expect_failure(workshop, run, *words)


def test_wrong_usage(run: Run) -> None:
    """An unknown option is a usage error."""
    assert run("generation", "--chek").returncode == 2
