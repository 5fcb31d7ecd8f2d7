"""Parts of a key that a server quotes, with and without a mask."""

import base64
import html
import re
import time
import tracemalloc
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from seedance_conformance.transport.partial_keys import redact_keys

KEY = "sk-Qm7Yt2Lp9Rw4Xc8Vb3Nz"


@pytest.mark.parametrize(
    "part",
    [
        KEY[:8],
        KEY[:12],
        KEY[-8:],
        KEY[4:20],
        f"{KEY[:5]}****{KEY[-4:]}",
        f"***{KEY[-4:]}",
        f"{KEY[:7]}...",
        f"{KEY[:4]}\u2026{KEY[-2:]}",
        f"{KEY[:6]}\\u2022\\u2022{KEY[-4:]}",
        f"XXXXXXXX{KEY[-4:]}",
        f"{KEY[:9]} and {KEY[-9:]}",
    ],
)
def test_a_part_of_the_key_is_redacted(part: str) -> None:
    """The words around it stay."""
    body = f'{{"error": "Incorrect key ({part}) for seedance_2_0_pro"}}'
    stored = redact_keys(body.encode(), (KEY,)).decode()
    assert stored.startswith('{"error": "Incorrect key (<redacted>')
    assert stored.endswith(') for seedance_2_0_pro"}')
    assert KEY[:4] not in stored
    assert KEY[-4:] not in stored


@pytest.mark.parametrize("start", range(len(KEY) - 7))
def test_each_part_of_eight_characters_is_redacted(start: int) -> None:
    """At each offset of the key, if it has letters and digits."""
    stored = redact_keys(b"key [" + KEY[start : start + 8].encode() + b"]", (KEY,))
    assert stored == b"key [<redacted>]"


def _json(text: str) -> str:
    return "".join(f"\\u{ord(letter):04X}" for letter in text)


def _url(text: str) -> str:
    return "".join(f"%{ord(letter):02x}" for letter in text)


def _base64(before: str) -> Callable[[str], str]:
    return lambda text: base64.b64encode(f"{before}{text}!".encode()).decode()


ENCODINGS: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "lower case": str.lower,
    "JSON": _json,
    "JSON in JSON": lambda text: _json(text).replace("\\", "\\\\"),
    "JavaScript": lambda text: "".join(f"\\x{ord(letter):02x}" for letter in text),
    "braces": lambda text: "".join(f"\\u{{{ord(letter):x}}}" for letter in text),
    "octal": lambda text: "".join(f"\\{ord(letter):03o}" for letter in text),
    "percent": _url,
    "percent twice": lambda text: _url(text).replace("%", "%25"),
    "percent, only some": lambda text: quote(text, safe="").replace("-", "%2D"),
    "old percent": lambda text: "".join(f"%u{ord(letter):04x}" for letter in text),
    "HTML decimal": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "HTML hex": lambda text: "".join(f"&#x{ord(letter):X};" for letter in text),
    "HTML name": lambda text: text.replace("-", "&hyphen;").replace("_", "&lowbar;"),
    "HTML in JSON": lambda text: "".join(f"\\u0026#{ord(letter)};" for letter in text),
    "base64": _base64(""),
    "base64 of Bearer": _base64("Bearer "),
    "base64 of JSON": _base64('{"a":"'),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(f"??>{text}".encode()).decode().rstrip("="),
    "base64 in a path": lambda text: f"/v1/result/{_base64('x')(text)}",
    "base64 in percent": lambda text: quote(_base64("user:")(text), safe=""),
    "hex": lambda text: text.encode().hex(),
    "hex with colons": lambda text: text.encode().hex(":"),
    "hex with blanks": lambda text: text.encode().hex(" ").upper(),
    "hex after a digit": lambda text: "a" + text.encode().hex(),
    "mask in percent": lambda text: f"{text[:5]}%2A%2A%2A{text[-4:]}",
    "part in base64": lambda text: _base64("user:")(text[3:14]),
    "part in JSON": lambda text: _json(text[5:14]),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_an_encoded_key_is_redacted(name: str) -> None:
    """No encoding that a server, a gateway or a page uses lets a key pass; the words around it stay."""
    written = ENCODINGS[name](KEY)
    stored = redact_keys(f'{{"error": "bad key <{written}> of user-7"}}'.encode(), (KEY,)).decode()
    assert stored.startswith('{"error": "bad key <')
    assert stored.endswith('> of user-7"}')
    assert "<redacted>" in stored
    shown = {stored, stored.lower(), unquote(unquote(stored)), html.unescape(stored)}
    assert not [text for text in shown if any(KEY[at : at + 5].lower() in text.lower() for at in range(3, 15))]
    longest = max(re.findall(r"[A-Za-z0-9+/%&#;\\{}:-]+", written), key=len)
    assert longest not in stored


@pytest.mark.parametrize("name", ["JSON", "percent", "HTML decimal"])
def test_only_the_key_is_replaced(name: str) -> None:
    """Escapes beside it stay, in each of two places."""
    text = ENCODINGS[name]
    content = f"{text('abc ')}{text(KEY)}{text(' def')} and {KEY}"
    assert redact_keys(content.encode(), (KEY,)).decode() == f"{text('abc ')}<redacted>{text(' def')} and <redacted>"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seedance_2_0_pro", "seedance-key-0123456789"),
        ("**bold** and more...", KEY),
        ("a key that begins with sk-", KEY),
        ("sk-***", KEY),
        ("xxxx", KEY),
        ('{"prompt": "wait... what"}', KEY),
        ('{"id": "video_1a2b3c4d-aaaa-bbbb-cccc-0123456789ab", "url": "https://a.example/x%20y"}', KEY),
        ("c2VlZGFuY2VfMl8wX3Bybw==", "seedance-key-0123456789"),
    ],
)
def test_ordinary_words_stay(text: str, key: str) -> None:
    """Verdicts rest on what is stored: a model's name isn't a part of a key, although one begins with it."""
    assert redact_keys(text.encode(), (key,)).decode() == text


@pytest.mark.parametrize(
    "text",
    [
        *("*" * 100_000, "sk-Qm7Y" * 20_000, "a" * 100_000 + "**", "....a" * 20_000, KEY[:8] * 9000),
        *("\\" * 100_000, "\\u" * 50_000, "%41" * 30_000, "%25" * 30_000, "&#65;" * 20_000, "\\u0041" * 16_000),
        *("0 " * 50_000, "61:" * 30_000, "a1b2" * 25_000, "&a" * 50_000, "&#x" * 30_000, "sk-A/" * 20_000),
        *(_base64("")(KEY) * 3000, _json(KEY) * 700),
    ],
)
def test_a_hostile_answer_costs_little_time(text: str) -> None:
    """The time grows with the length of the answer."""
    begun = time.process_time()
    redact_keys(text.encode(), (KEY,))
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("offset", [-30, -10, 0, 10])
@pytest.mark.parametrize("part", [1 << 18, (1 << 18) - (1 << 14), 2 * ((1 << 18) - (1 << 14)), 700_000])
def test_a_key_anywhere_in_a_large_body_is_redacted_once(offset: int, part: int) -> None:
    """Large bodies are looked at in parts, and a part may end within the key."""
    before, after = b"a " * ((part + offset) // 2), b" b" * 10_000
    assert redact_keys(before + KEY.upper().encode() + after, (KEY,)) == before + b"<redacted>" + after


def test_a_large_body_is_not_copied() -> None:
    """The largest bodies of a run have 16 MB, and several are sent at a time."""
    body = b"word " * 2_000_000
    tracemalloc.start()
    try:
        assert redact_keys(body, (KEY,)) is body
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
