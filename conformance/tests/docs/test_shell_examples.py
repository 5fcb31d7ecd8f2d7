"""The commands on the pages exist, with their options."""

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from seedance_conformance.cli.group import GROUP
from seedance_conformance.runner.configuration.options import OPTIONS as RUN_OPTIONS
from tests.docs.pages import PAGES, ROOT, Piece, blocks, inline_code, reference

FOREIGN = {"pip", "st", "git", "export", "celery", "cd", "python", "ruff", "pre-commit"}
"""Commands that are not ours."""
OPTION = re.compile(r"--[a-z][\w-]*")
SAME = {"scripts/conform": ("conform",), "scripts/mock": ("mock",)}
"""Scripts that take the options of a command."""

PLUGIN_OPTIONS = [f"--seedance-{name}" for name in RUN_OPTIONS]
"""The options of our pytest plugin."""

Helps = Mapping[tuple[str, ...], str]


@pytest.fixture(scope="module")
def helps() -> Helps:
    """The help of each command of `seedance`, by its words: as scripts/reference.py has it, but in this process."""
    script = reference()
    vars(script)["help_of"] = lambda words: CliRunner().invoke(GROUP, [*words, "--help"], terminal_width=100).output
    return dict(script.commands())


def commands(example: Piece) -> Iterator[Piece]:
    """The single commands of a shell block, without comments and settings of variables."""
    text = example.text.replace("\\\n", "  ")
    for number, line in enumerate(text.splitlines()):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if word.strip("|&;"):
                words.append(word)
                continue
            while words and re.match(r"\w+=", words[0]):
                del words[0]
            if words:
                yield Piece(example.page, example.line + number, shlex.join(words))
            words = []


def known_options(words: list[str], helps: Helps) -> str:
    """A text with the options of a command.

    Raises:
        LookupError: the command doesn't exist.
    """
    program = words[0]
    if program in ("seedance", *SAME):
        path = SAME.get(program, ())
        for word in words[1:]:
            if (*path, word) in helps:
                path = (*path, word)
        if program == "seedance" and len(words) > 1 and not path and not words[1].startswith("-"):
            raise LookupError(f"there is no `seedance {words[1]}`")
        return helps[path]
    if program.startswith("scripts/") and os.access(ROOT / program, os.X_OK):
        script = (ROOT / program).read_text("utf-8")
        return script + "".join(
            path.read_text("utf-8") for path in (ROOT / "scripts").glob("*.py") if path.name in script
        )
    if program == "pytest":
        return " ".join([*PLUGIN_OPTIONS, "--pyargs"])  # --pyargs is the one option of pytest that the pages use
    if Path(program).name in FOREIGN:
        return " ".join(words)
    raise LookupError(f"nobody knows `{program}`")


def unknown_options(command: str, helps: Helps) -> list[str]:
    """The options of a command line that its command doesn't have."""
    words = shlex.split(command)
    known = set(OPTION.findall(known_options(words, helps)))
    used = [match[0] for word in words[1:] if (match := OPTION.match(word))]
    return [option for option in used if option not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_exist(page: Path, helps: Helps) -> None:
    """Each command in a shell block or between backticks is there, and has every option."""
    found = [command for example in blocks(page, "sh") for command in commands(example)]
    ours = re.compile(r"(seedance|scripts/\w+)( [^|]*)?")
    for command in [*found, *(piece for piece in inline_code(page) if ours.fullmatch(piece.text))]:
        assert not unknown_options(command.text, helps), f"{command}: {command.text}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_options_in_the_text_exist(page: Path, helps: Helps) -> None:
    """An option between backticks belongs to a command, a script or the plugin."""
    scripts = [path.read_text("utf-8") for path in (ROOT / "scripts").iterdir() if path.is_file()]
    known = set(OPTION.findall(" ".join([*helps.values(), *scripts, *PLUGIN_OPTIONS])))
    for piece in inline_code(page):
        if option := OPTION.match(piece.text):
            assert option[0] in known, f"{piece}: {piece.text}"


@pytest.mark.parametrize("command", ["seedance guess", "scripts/nothing", "brew install"])
def test_an_unknown_command_is_noticed(command: str, helps: Helps) -> None:
    """A command that doesn't exist is an error, which names it."""
    with pytest.raises(LookupError, match=command.removesuffix(" install")):
        unknown_options(command, helps)


@pytest.mark.parametrize(
    ("command", "unknown"),
    [
        ("seedance report merge one two --out both", []),
        ("seedance report merge one two --html both", ["--html"]),
        ("scripts/conform --profile quick --fast", ["--fast"]),
        ("scripts/release --publish --now", ["--now"]),
        ("pytest --seedance-base-url x --seedance-speed 9", ["--seedance-speed"]),
    ],
)
def test_an_unknown_option_is_noticed(command: str, unknown: list[str], helps: Helps) -> None:
    """An option that belongs to another command, or to none, is found."""
    assert unknown_options(command, helps) == unknown


def test_a_block_is_split_into_its_commands() -> None:
    """Comments, settings, continued lines and several commands on one line are understood."""
    text = "KEY=1 pip install x && scripts/build  # why\nseedance mock --port 8765 &\nst run \\\n  --url X\n"
    found = [command.text for command in commands(Piece(ROOT / "README.md", 1, text))]
    assert found == ["pip install x", "scripts/build", "seedance mock --port 8765", "st run --url X"]
