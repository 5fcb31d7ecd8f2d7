"""Parts of a key that a server quotes, with and without a mask."""

import time

import pytest
from seedance_conformance.transport.redaction import redact_headers, redact_keys

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
    """In bodies and headers; the words around it stay."""
    body = f'{{"error": "Incorrect key ({part}) for seedance_2_0_pro"}}'
    stored = redact_keys(body.encode(), (KEY,)).decode()
    header = redact_headers({"X-Error": part}, (KEY,))["x-error"]
    assert stored.startswith('{"error": "Incorrect key (<redacted>')
    assert stored.endswith(') for seedance_2_0_pro"}')
    for text in (stored, header):
        assert KEY[:4] not in text
        assert KEY[-4:] not in text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seedance_2_0_pro", "seedance-key-0123456789"),
        ("**bold** and more...", KEY),
        ("a key that begins with sk-", KEY),
        ("sk-***", KEY),
        ("xxxx", KEY),
        ('{"prompt": "wait... what"}', KEY),
    ],
)
def test_ordinary_words_stay(text: str, key: str) -> None:
    """Verdicts rest on what is stored: a model's name isn't a part of a key, although one begins with it."""
    assert redact_keys(text.encode(), (key,)).decode() == text


@pytest.mark.parametrize(
    "text", ["*" * 100_000, "sk-Qm7Y" * 20_000, "a" * 100_000 + "**", "....a" * 20_000, KEY[:8] * 9000]
)
def test_a_hostile_answer_costs_little_time(text: str) -> None:
    """The time grows with the length of the answer."""
    begun = time.process_time()
    redact_keys(text.encode(), (KEY,))
    assert time.process_time() - begun < 1.0
