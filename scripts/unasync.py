"""Make the synchronous client from the asynchronous one, as httpcore and others do: the same text without await.

Words are replaced by `SUBSTITUTIONS`, from top to bottom, in the whole text with its docstrings; ruff then formats it.
"""

from __future__ import annotations

import re
import subprocess

SUBSTITUTIONS = {
    r"async (def|with|for)\b": r"\1",
    r"\bawait ": "",
    r"\b__a(enter|exit)__": r"__\1__",
    r"\barun_many\b": "run_many",
    r"\baclosing\b": "closing",
    r"\basync_http\b": "http",
    r"\basync_concurrency\b": "concurrency",
    r"\bAsyncGenerator\[(.+), None\]": r"Generator[\1, None, None]",
    r"\b([Aa])n `AsyncSeedance`": r"\1 `Seedance`",
    r"\bAsync([A-Z]\w*)": r"\1",
    r", for asyncio\.": ".",
    r"A cancelled call leaves nothing behind, except a request that was already sent: the journal has it\.": (
        "Several threads may use one client at the same time."
    ),
    r"\s+It may be a\s+coroutine function\.": "",
    r"httpx_aiohttp\.AiohttpTransport\(\)": "httpx.MockTransport",
}
"""Regular expression -> what stands in the synchronous client instead."""


class UnasyncError(Exception):
    """The synchronous client can't be made; the message says why."""


def synchronous(files: dict[str, str]) -> dict[str, str]:
    """The synchronous form of some modules, by their names.

    Raises:
        UnasyncError: a substitution changes nothing, so a sentence or a name that it replaced has changed; a word of
            asyncio is left; or the result isn't Python.
    """
    used: set[str] = set()
    made = {}
    for name, text in files.items():
        for pattern, replacement in SUBSTITUTIONS.items():
            text, count = re.subn(pattern, replacement, text)
            used |= {pattern} if count else set()
        if left := re.search(r"\b(async|await|asyncio|coroutine)\b|\bAsync[A-Z]", text):
            raise UnasyncError(f"{name} has {left[0]!r} left in its synchronous form: add a substitution for it")
        made[name] = _formatted(name, text)
    if unused := [pattern for pattern in SUBSTITUTIONS if pattern not in used]:
        raise UnasyncError(
            f"these substitutions change nothing: {unused}; correct or remove them in scripts/unasync.py"
        )
    return made


def _formatted(name: str, text: str) -> str:
    """A module's text as ruff formats it, with its imports in order."""
    settings = ["--isolated", "--no-cache", "--quiet", "--target-version=py311", "--line-length=120", "-"]
    for command in (["check", "--select=I", "--fix"], ["format"]):
        done = subprocess.run(["ruff", *command, *settings], input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise UnasyncError(f"{name}: ruff can't format the synchronous form: {done.stderr.strip()}")
        text = done.stdout
    return text
