"""What the documents leave open in the body of a create: a server may accept or refuse it.

Each feature belongs to an OBSERVE rule, so that recorded traffic answers open questions. The body is also returned
without them, since the contract is stricter than the documents where a client is better off so.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

_REFERENCES: Final = ("referenceImages", "referenceVideos", "referenceAudios")
_FRAMES: Final = ("first_image", "last_image")
_OPTIONAL: Final = ("duration", "aspect_ratio", "generateAudio", *_FRAMES, *_REFERENCES)
_KNOWN: Final = ("model", "prompt", *_OPTIONAL)
_ALIASES: Final = {"ratio": "CR-RATIO-ALIAS", "generate_audio": "CR-AUDIO-ALIAS"}
_MODELS: Final = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
_LEGACY: Final = ("kyyvideo2", "kyyvideo2_fast", "kyyvideo2_pro", "kyyvideo2_fast_pro")
_FINE: Final = "https://media.invalid/file"
_LONG_PROMPT: Final = 10_000


@frozen
class Features:
    """The open features of a body.

    Attributes:
        rules: OBSERVE rules, one for each feature.
        cleaned: the body without them, as the contract is to read it.
        drops_model: the model isn't one of the four names, but close to one, so rules about the mode don't apply.
    """

    rules: frozenset[str]
    cleaned: dict[str, Any]
    drops_model: bool = False


def features(body: Mapping[str, Any], *, remote: bool) -> Features:
    """Find the open features of the body of a create; for a remote target what is disputed counts as open."""
    rules = {_ALIASES.get(name, "CR-EXTRA-PROPS") for name in body if name not in _KNOWN}
    rules |= {"CR-NULL-OPT" for name in _OPTIONAL if name in body and body[name] is None}
    cleaned = {
        name: value for name, value in body.items() if name in _KNOWN and not (name in _OPTIONAL and value is None)
    }
    rules |= set(_plain(cleaned)) | set(_empty(cleaned))
    if remote:
        rules |= set(_disputed(cleaned))
    rules |= set(_addresses(cleaned))
    model = cleaned.get("model")
    named = set(_model(model)) if isinstance(model, str) else set[str]()
    return Features(frozenset(rules | named), cleaned, drops_model=bool(named))


def _model(model: str) -> Iterator[str]:
    if model in _LEGACY:
        yield "CR-MODEL-LEGACY"
    elif model not in _MODELS and model.strip().lower().replace("-", "_") in _MODELS:
        yield "CR-MODEL-CASE"


def _plain(body: Mapping[str, Any]) -> Iterator[str]:
    """Features that the contract allows, so they stay in the body."""
    prompt, duration = body.get("prompt"), body.get("duration")
    if isinstance(prompt, str) and not prompt.strip():
        yield "CR-PROMPT-EMPTY"
    if isinstance(prompt, str) and len(prompt) > _LONG_PROMPT:
        yield "CR-PROMPT-LEN"
    if isinstance(duration, float) and duration.is_integer():
        yield "CR-DUR-COERCE"
    first, last = (body.get(name) for name in _FRAMES)
    if isinstance(first, str) and first and first == last:
        yield "CR-FRAMES-SAME"
    for name in _REFERENCES:
        texts = [entry for entry in _listed(body, name) if isinstance(entry, str)]
        if len(set(texts)) < len(texts):
            yield "CR-REFS-DUP"
    others = any(body.get(name) for name in (*_FRAMES, *_REFERENCES[:2]))
    if body.get("referenceAudios") and not others and not _is_standard(body):
        yield "CR-AUDIO-ONLY"


def _disputed(body: dict[str, Any]) -> Iterator[str]:
    if body.get("duration") == -1 and not isinstance(body["duration"], bool):
        del body["duration"]
        yield "CR-DUR-SMART"
    for name in _REFERENCES:
        if isinstance(body.get(name), str):
            body[name] = [body[name]]
            yield "CR-REFS-SCALAR"


def _empty(body: dict[str, Any]) -> Iterator[str]:
    """Empty lists: beside a frame all are open; else those without a documented minimum are."""
    framed, standard = any(name in body for name in _FRAMES), _is_standard(body)
    for name in [name for name in _REFERENCES if body.get(name) == []]:
        if framed and not (standard and name == "referenceVideos"):
            del body[name]
            yield "CR-EXCL-EMPTY"
        elif name == "referenceAudios" or (name == "referenceVideos" and not standard):
            del body[name]
            yield "CR-REFS-EMPTY"


def _addresses(body: dict[str, Any]) -> Iterator[str]:
    """Addresses whose form is open; in the body they are replaced by a plain one."""
    for name in _FRAMES:
        if rule := _address(body.get(name)):
            body[name] = _FINE
            yield rule
    for name in _REFERENCES:
        found = [_address(entry) for entry in _listed(body, name)]
        if any(found):
            body[name] = [_FINE if rule else entry for rule, entry in zip(found, body[name], strict=True)]
        yield from filter(None, found)


def _address(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return next((rule for rule, matches in _FORMS if matches(value.strip().lower())), None)


_FORMS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("CR-URL-EMPTY", lambda text: not text),
    ("CR-URL-DATA", lambda text: text.startswith("data:")),
    ("CR-URL-ASSETID", lambda text: text.startswith("assetid://")),
    ("CR-URL-UNREACHABLE", lambda text: text.startswith(("http://", "https://")) and any(map(str.isspace, text))),
)


def _listed(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    return value if isinstance(value, list) else []


def _is_standard(body: Mapping[str, Any]) -> bool:
    return str(body.get("model")) in _MODELS[:2]
