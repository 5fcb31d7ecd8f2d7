"""Texts that break careless servers, and every place of a request that takes a text."""

from typing import Any, Final

EMOJI: Final = (
    ("an emoji", "\U0001f600"),
    (
        "a joined emoji",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 and \U0001f3f3\ufe0f\u200d\U0001f308",
    ),
    ("right-to-left text", "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u202etxt\u202c"),
    ("stacked accents", "Z" + "\u0351\u036b\u0343" * 20),
    ("the last code point", "\U0010ffff"),
)
"""Texts beyond the first plane, and right to left (RB-TEXT-EMOJI)."""

NUL: Final = (
    ("NUL alone", "\x00"),
    ("NUL inside", "before\x00after"),
    ("control characters", "\x01\x08\x0b\x1b[31m\x7f\x85\u2028"),
)
"""Characters that end strings in C, or that databases refuse (RB-TEXT-NUL)."""

SURROGATE: Final = (
    ("a lone high surrogate", "x\ud800y"),
    ("a lone low surrogate", "x\udc00y"),
    ("surrogates in the wrong order", "\ude00\ud83d"),
)
"""Valid JSON escapes that UTF-8 can't encode (RB-TEXT-SURROGATE)."""

Places = list[tuple[str, dict[str, Any]]]
"""Names of places, and the bodies with the text put there."""


def in_create(valid: dict[str, Any], text: str) -> Places:
    """Put a text into each place of a create body that takes one; `valid` is a body of a pro model.

    Not into http addresses, which a server passes to its HTTP client.
    """
    return [
        ("prompt", {**valid, "prompt": text}),
        ("prompt", {**valid, "prompt": f"A boat {text} in the rain"}),
        ("model", {**valid, "model": f"{valid['model']}{text}"}),
        ("aspect_ratio", {**valid, "aspect_ratio": f"16:9{text}"}),
        ("duration", {**valid, "duration": text}),
        ("generateAudio", {**valid, "generateAudio": text}),
        ("first_image", {**valid, "first_image": text}),
        ("first_image", {**valid, "first_image": f"asset://{text}"}),
        ("last_image", {**valid, "last_image": text}),
        ("referenceImages", {**valid, "referenceImages": [text]}),
        ("referenceVideos", {**valid, "referenceVideos": [text]}),
        ("referenceAudios", {**valid, "referenceAudios": [f"asset://{text}"]}),
        ("an unknown field", {**valid, "extra": text}),
        ("a field's name", {**valid, f"extra{text}": 1}),
    ]


def in_upload(valid: dict[str, Any], text: str) -> Places:
    """Put a text into each place of an upload body that takes one."""
    return [
        ("name", {**valid, "name": text}),
        ("name", {**valid, "name": f"lead {text} actor"}),
        ("assetType", {**valid, "assetType": f"Image{text}"}),
        ("url", {**valid, "url": text}),
        ("an unknown field", {**valid, "extra": text}),
    ]


def in_turns(places: Places, turn: int) -> Places:
    """The places for a text: all for the first one, and a third for each of the others, in turns."""
    return places[turn % 3 :: 3] if turn else places
