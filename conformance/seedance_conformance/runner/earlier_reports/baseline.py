"""The baseline: rules that are known to be broken, each with a reason and an expiry date."""

import reprlib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from attrs import frozen

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.runner.configuration.options import SettingsError

_KEYS: Final = {"rule", "reason", "expires"}
_REMEDY: Final = "write a list of {rule, reason, expires}, with expires as YYYY-MM-DD"


class BaselineError(SettingsError):
    """A baseline isn't usable; the message names the file, the entry and the remedy."""


@frozen
class BaselineEntry:
    """One known breach: the rule, why it is accepted, and until which day (ISO date, inclusive)."""

    rule: str
    reason: str
    expires: str


def read_baseline(path: Path, catalogue: Catalogue) -> tuple[BaselineEntry, ...]:
    """Read a YAML list of `{rule, reason, expires}`; an empty file is an empty baseline.

    Raises:
        BaselineError: the file can't be read; or an entry lacks a rule, a reason or a date, or is repeated.
    """
    try:
        # The C loader would overflow the stack on a file of many brackets.
        document = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"the baseline '{path}' can't be read ({error.strerror}): give another file") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise BaselineError(f"the baseline '{path}' isn't valid YAML ({reason}): {_REMEDY}") from None
    if document is None:
        return ()
    if not isinstance(document, list):
        raise BaselineError(f"the baseline '{path}' isn't a list: {_REMEDY}")
    entries: dict[str, BaselineEntry] = {}
    for number, item in enumerate(document, 1):
        entry = _entry(f"the baseline '{path}', entry {number}", item, catalogue)
        if entry.rule in entries:
            raise BaselineError(f"the baseline '{path}', entry {number}: {entry.rule} is listed twice: delete one")
        entries[entry.rule] = entry
    return tuple(entries.values())


def _entry(where: str, item: Any, catalogue: Catalogue) -> BaselineEntry:
    if not isinstance(item, dict):
        raise BaselineError(f"{where} is {_short(item)}, not a mapping: {_REMEDY}")
    for name in item:
        if name not in _KEYS:
            raise BaselineError(
                f"{where} has the unknown key {_short(name)} with the value {_short(item[name])}: {_REMEDY}"
            )
    rule, reason, expires = item.get("rule"), item.get("reason"), item.get("expires")
    if "rule" not in item:
        raise BaselineError(f"{where} has no key `rule`: {_REMEDY}")
    if not isinstance(rule, str) or rule not in catalogue.rules:
        raise BaselineError(f"{where}: {_short(rule)} isn't a rule: `seedance rules` lists them all")
    if not isinstance(reason, str) or not reason.strip():
        raise BaselineError(f"{where}: {rule} has no reason: say why its breach is accepted")
    return BaselineEntry(rule, " ".join(reason.split()), _day(where, rule, expires))


def _short(value: object) -> str:
    """A value of the file as a message shows it; aliases in YAML can make one endless."""
    return repr(value) if isinstance(value, str) else reprlib.repr(value)


def _day(where: str, rule: str, expires: Any) -> str:
    try:
        day = date.fromisoformat(expires) if isinstance(expires, str) else expires
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        shown = "no expiry date" if expires is None else f"{expires!r} as its expiry date"
        raise BaselineError(
            f"{where}: {rule} has {shown}: write the last day on which the breach is accepted as YYYY-MM-DD"
        )
    return day.isoformat()
