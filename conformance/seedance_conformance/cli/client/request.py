"""Read the request of `create`, `generate` or `check` from the command line. Wrong options raise click.UsageError."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from seedance_conformance.cli.client.completion import one_of
from seedance_conformance.cli.client.options import F, decorated, hosting_option
from seedance_conformance.stdout import utf8_argument

RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive")
MODELS = ("seedance_2_0_pro", "seedance_2_0_fast_pro", "seedance_2_0", "seedance_2_0_fast")

PARAMETER_OF_FIELD = {
    "model": "model",
    "prompt": "prompt",
    "duration": "duration",
    "aspect_ratio": "aspect_ratio",
    "generateAudio": "audio",
    "first_image": "first_image",
    "last_image": "last_image",
    "referenceImages": "images",
    "referenceVideos": "videos",
    "referenceAudios": "sounds",
}
"""Field of a body -> the parameter of the command that has its value."""


def request_options(function: F) -> F:
    """Add the prompt and the options of a request, for `make_request`; `hosting` is for `open_client`."""
    options = (
        click.argument("prompt", required=False),
        click.option("--prompt-file", metavar="FILE", help="Read the prompt from a file; - is stdin."),
        click.option(
            "--body", metavar="FILE|-", help="Read the whole JSON body from a file, as `seedance check` does."
        ),
        click.option(
            "--model",
            default=MODELS[0],
            show_default=True,
            metavar="NAME",
            shell_complete=one_of(MODELS),
            help=f"One of {', '.join(MODELS)}.",
        ),
        click.option("--duration", type=int, metavar="S", help="4 to 15 seconds; the service's default is 5."),
        click.option(
            "--aspect-ratio",
            metavar="W:H",
            shell_complete=one_of(RATIOS),
            help="For example 9:16, or adaptive; the service's default is 16:9.",
        ),
        click.option("--audio/--no-audio", default=None, help="With or without audio; the service's default is with."),
        click.option("--first-image", metavar="URL|FILE", help="First frame; pro models only."),
        click.option("--last-image", metavar="URL|FILE", help="Last frame; needs --first-image."),
        click.option("--image", "images", multiple=True, metavar="URL|FILE", help="Reference image; repeatable."),
        click.option("--video", "videos", multiple=True, metavar="URL|FILE", help="Reference video; repeatable."),
        click.option("--sound", "sounds", multiple=True, metavar="URL|FILE", help="Reference audio; repeatable."),
        hosting_option,
        click.option("--label", metavar="TEXT", help="Your own name for the task; only the journal gets it."),
        click.option(
            "--meta",
            "metadata",
            multiple=True,
            metavar="NAME=VALUE",
            callback=read_metadata,
            help="A fact about the task, for the journal; repeatable.",
        ),
        click.option(
            "--unchecked",
            is_flag=True,
            help="Send the request even if it breaks a documented rule or has a likely mistake.",
        ),
        click.option(
            "--again",
            is_flag=True,
            help="Send the request even if the journal has the same one from the last 10 minutes, or with an unknown "
            "outcome. It may be billed twice.",
        ),
    )
    return decorated(function, options)


def read_body(file: str) -> Any:
    """The JSON value in a file, or in stdin for `-`."""
    try:
        return json.loads(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    except OSError as error:
        raise click.UsageError(f"{file} can't be read ({error.strerror}): give another file, or - for stdin") from None
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} can't be read as JSON: {error}") from None


def read_metadata(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    """The metadata of a task, from values such as NAME=VALUE with different names."""
    found: dict[str, str] = {}
    for value in values:
        name, mark, text = value.partition("=")
        if not name or not mark:
            raise click.BadParameter(f"'{value}' isn't NAME=VALUE: write it as in --meta shot=12")
        if name in found:
            raise click.BadParameter(f"'{name}' is there twice: give each name once")
        found[name] = text
    return found or None


def body_from_file(file: str, context: click.Context) -> dict[str, Any]:
    """The body that --body names, a JSON object; it can't be combined with the options of its fields."""
    given = [
        name
        for name in context.params
        if name in (*PARAMETER_OF_FIELD.values(), "prompt_file")
        and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        hints = [each.get_error_hint(context).strip("'[]") for each in context.command.params if each.name in given]
        raise click.UsageError(f"--body has the whole request: leave out {', '.join(map(str, hints))}")
    body = read_body(file)
    if not isinstance(body, dict):
        raise click.UsageError(f'{file} must be a JSON object, as in {{"model": ..., "prompt": ...}}')
    return body


def make_request(**given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of a create, and the other arguments of `create_from`, from the values of `request_options`."""
    options = {name: given.pop(name) for name in ("unchecked", "again", "label", "metadata")}
    return make_body(**given), options


def make_body(prompt_file: str | None, body: str | None, **given: Any) -> dict[str, Any]:
    """The body of a create, with the fields that were given. It isn't checked for forbidden combinations here."""
    if body is not None:
        return body_from_file(body, click.get_current_context())
    fields = {name: given[option] for name, option in PARAMETER_OF_FIELD.items()} | {
        "prompt": read_prompt(given["prompt"], prompt_file)
    }
    fields |= {name: list(value) or None for name, value in fields.items() if isinstance(value, tuple)}
    return {name: value for name, value in fields.items() if value is not None}


def read_prompt(prompt: str | None, prompt_file: str | None) -> str:
    """The prompt from the argument, a file or stdin: exactly one of them must be given, in UTF-8, and not empty."""
    if prompt is None and prompt_file is None:
        raise click.UsageError("no prompt was given: give one of PROMPT, - for stdin, --prompt-file FILE, --body FILE")
    if prompt is not None and prompt_file is not None:
        raise click.UsageError("PROMPT and --prompt-file can't be combined: use one of them")
    source = prompt_file if prompt_file is not None else prompt
    try:
        if prompt_file is None and prompt != "-":
            text = utf8_argument(str(prompt))
            text.encode()  # Python reads invalid UTF-8 as lone surrogates, which would be paid for
            return text
        content = sys.stdin.buffer.read() if source == "-" else Path(str(source)).read_bytes()
        text = content.decode("utf-8-sig")
    except UnicodeError as error:
        raise click.UsageError(f"the prompt isn't UTF-8: {error}") from None
    except OSError as error:
        raise click.UsageError(
            f"the prompt can't be read from {source} ({error.strerror}): give another file"
        ) from None
    if not text.strip():
        raise click.UsageError(f"the prompt in {'stdin' if source == '-' else source} is empty")
    return text.strip()
