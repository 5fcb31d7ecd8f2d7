"""The request of `create` and `generate`, from the command line."""

import sys
from pathlib import Path
from typing import Any

import click

from seedance_conformance.cli.client.options import F, decorated
from seedance_conformance.stdout import utf8_argument

MODELS = ("seedance_2_0_pro", "seedance_2_0_fast_pro", "seedance_2_0", "seedance_2_0_fast")


def request_options(function: F) -> F:
    """The prompt and the options of a request, for `make_request`."""
    options = (
        click.argument("prompt", required=False),
        click.option("--prompt-file", metavar="FILE", help="Read the prompt from a file; - is stdin."),
        click.option(
            "--model", default=MODELS[0], show_default=True, metavar="NAME", help=f"One of {', '.join(MODELS)}."
        ),
        click.option("--duration", type=int, metavar="S", help="4 to 15 seconds; the service's default is 5."),
        click.option(
            "--aspect-ratio", metavar="W:H", help="For example 9:16, or adaptive; the service's default is 16:9."
        ),
        click.option("--audio/--no-audio", default=None, help="With or without audio; the service's default is with."),
        click.option("--first-image", metavar="URL", help="URL of the first frame; pro models only."),
        click.option("--last-image", metavar="URL", help="URL of the last frame; needs --first-image."),
        click.option("--image", "images", multiple=True, metavar="URL", help="URL of a reference image; repeatable."),
        click.option("--video", "videos", multiple=True, metavar="URL", help="URL of a reference video; repeatable."),
        click.option("--sound", "sounds", multiple=True, metavar="URL", help="URL of a reference audio; repeatable."),
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


def make_request(
    prompt: str | None,
    prompt_file: str | None,
    model: str,
    duration: int | None,
    aspect_ratio: str | None,
    audio: bool | None,
    first_image: str | None,
    last_image: str | None,
    images: tuple[str, ...],
    videos: tuple[str, ...],
    sounds: tuple[str, ...],
) -> dict[str, Any]:
    """The body of a create, with the fields that were given. The check before sending finds forbidden combinations.

    Raises:
        click.UsageError: as `read_prompt`.
    """
    given = {
        "model": model,
        "prompt": read_prompt(prompt, prompt_file),
        "duration": duration,
        "aspect_ratio": aspect_ratio,
        "generateAudio": audio,
        "first_image": first_image,
        "last_image": last_image,
        "referenceImages": list(images) or None,
        "referenceVideos": list(videos) or None,
        "referenceAudios": list(sounds) or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def read_prompt(prompt: str | None, prompt_file: str | None) -> str:
    """The prompt from the argument, a file or stdin.

    Raises:
        click.UsageError: there isn't exactly one prompt, or it is empty or isn't UTF-8.
    """
    if prompt is None and prompt_file is None:
        raise click.UsageError("no prompt was given: give one of PROMPT, - for stdin, --prompt-file FILE")
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
        raise click.UsageError(f"the prompt can't be read from {source}: {error}") from None
    if not text.strip():
        raise click.UsageError(f"the prompt in {'stdin' if source == '-' else source} is empty")
    return text.strip()
