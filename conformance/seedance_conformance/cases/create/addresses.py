"""Cases of the addresses in the five media fields: values that aren't addresses, and all forms of valid ones."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from seedance_conformance.cases.bodies import (
    AUDIOS,
    IMAGES,
    KINDS,
    PRO,
    SHAPES,
    STANDARD,
    VIDEOS,
    Body,
    Kind,
    Shape,
    shapes_of,
)
from seedance_conformance.cases.building import invalid, label, valid
from seedance_conformance.cases.case import Case, Placeholders, References
from seedance_conformance.cases.random.bodies import Bodies, bodies

RULE: Final = "CR-URL-SCHEME"

NON_ADDRESSES: Final = (
    *("ftp://127.0.0.1/clip", "file:///tmp/clip", "blob:http://127.0.0.1/0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"),
    *("clip", "/clip.png", "./clip.png", "../clip.png", "C:\\clips\\clip.png", "//127.0.0.1/clip.png"),
    *("127.0.0.1/clip.png", "www.example.com/clip.png", "javascript:alert(1)", "mailto:someone@example.com"),
    *("httpx://127.0.0.1/clip.png", "xhttp://127.0.0.1/clip.png", "htp://127.0.0.1/clip.png", "http//127.0.0.1/clip"),
    *("s3://bucket/clip.png", "gs://bucket/clip.png", "oss://bucket/clip.png", "ws://127.0.0.1/clip", "sftp://h/clip"),
    *("http", "https", "http:", "http://", "https://", "://127.0.0.1/clip.png"),
    *("asset", "asset:", "asset://", "asset:asset-20260330142158-q75m8", "asset-20260330142158-q75m8"),
    *("assets://asset-20260330142158-q75m8", "myasset://asset-20260330142158-q75m8"),
    *("see http://127.0.0.1/clip.png", "file:///http://127.0.0.1/clip.png", "ftp://asset://x", "none", "12345"),
)
"""Neither http(s) nor `asset://ASSET_ID`.

The documents don't decide about `data:`, `assetId://` and the empty string, so these aren't here.
"""

REPRESENTATIVE: Final = NON_ADDRESSES[:2]


class PlaceholderAssets(Placeholders):
    """Asset addresses that lead nowhere: enough to name cases before the assets are there."""

    def url(self, name: str) -> str:
        """The address of an asset."""
        return f"asset://{name.partition('.')[0]}"


@frozen
class AddressSlot:
    """One address in a body."""

    shape: Shape  # of the body
    kind: Kind  # of the medium
    number: int = 1  # of the file that the slot holds by default
    frame: str = ""  # the field of a frame, or empty for an entry of a list
    count: int = 1  # of the entries in the list; the slot is entry `number`

    @property
    def field(self) -> str:
        """The field of the body."""
        return self.frame or self.kind.field

    @property
    def name(self) -> str:
        """For the name of a case."""
        place = f" {self.number} of {self.count}" if self.count > 1 else " only"
        return f"{self.field}{'' if self.frame else place}, {self.shape.name}"

    def put(self, references: References, address: object) -> Body:
        """The body with an address in this slot."""
        if self.frame:
            return self.shape.body(references) | {self.frame: address}
        entries = self.kind.addresses(references, self.count)
        entries[self.number - 1] = address
        return self.shape.body(references) | {self.field: entries}


_FRAMES: Final = tuple(
    AddressSlot(Shape(model, mode), IMAGES, number, field)
    for model in PRO
    for mode, field, number in (("F", "first_image", 1), ("FL", "first_image", 1), ("FL", "last_image", 2))
)
_ONLY: Final = (
    *(AddressSlot(shape, IMAGES) for shape in (*shapes_of(PRO, "I"), *shapes_of(STANDARD, "IV"))),
    *(AddressSlot(shape, VIDEOS) for shape in shapes_of(PRO + STANDARD, "V")),
    *(AddressSlot(shape, AUDIOS) for shape in (Shape(PRO[0], "IA"), Shape(PRO[1], "VA"), *shapes_of(STANDARD, "VA"))),
)
"""The only entry of each kind of list, for each model that allows the kind."""

_FIELDS: Final = (*_FRAMES, *_ONLY)


def cases(references: References) -> Iterator[Case]:
    """All cases of this part that need no asset, refusals first."""
    yield from _non_addresses(references)
    yield from _forms(references)


def asset_cases(references: References, assets: References) -> Iterator[Case]:
    """Each field with an Active asset; the control is the same body with the plain address."""
    typed = {"first_image": "CR-FIRST-TYPE", "last_image": "CR-LAST-TYPE"}
    for slot in (*_FIELDS, *_list_entries(2)):
        body = slot.put(references, slot.kind.address(assets, slot.number))
        control = slot.put(references, slot.kind.address(references, slot.number))
        for rule in (RULE, typed.get(slot.field, "CR-REFS-TYPE")):
            yield valid(rule, f"asset as {slot.name}", body, control, loopback=rule != RULE)


def _non_addresses(references: References) -> Iterator[Case]:
    """Most wrong addresses go into two fields; the representative ones into every field, list position and model."""
    main = [slot for slot in _FIELDS if slot.shape.model == PRO[0]]
    for turn, value in enumerate(NON_ADDRESSES):
        if value in REPRESENTATIVE:
            yield from (_refusal(slot, value, references) for slot in _FIELDS)
        else:
            yield _refusal(main[turn % len(main)], value, references)
            yield _refusal(main[(turn + len(main) // 2) % len(main)], value, references, full=True)
    for slot, value in product((*_list_entries(3), *_list_entries(9)), REPRESENTATIVE):
        yield _refusal(slot, value, references, full=value != REPRESENTATIVE[0])


def _refusal(slot: AddressSlot, value: str, references: References, *, full: bool = False) -> Case:
    name = f"{label(value)} as {slot.name}"
    return invalid(RULE, name, slot.put(references, value), late=True, full=full)


def signed(url: str) -> str:
    """An address of 700 characters: signed ones are often longer than 255."""
    query = "?X-Security-Token="
    return url + query + "a" * (700 - len(url) - len(query))


_FORMS: Final[dict[str, Callable[[str], str]]] = {
    "with a query": lambda url: f"{url}?X-Expires=600&X-Signature=a%2Fb%3D&name=clip.png",
    "with a long signature": signed,
    "percent-encoded": lambda url: url.replace("-", "%2D"),
    "in capitals at the end": lambda url: url[: url.rindex(".")] + url[url.rindex(".") :].upper(),
    "on localhost": lambda url: url.replace("127.0.0.1", "localhost"),
}


def _forms(references: References) -> Iterator[Case]:
    """Every form of an address in every field; each fast model gets every other form."""
    for slot, (turn, (form, make)) in product(_FIELDS, enumerate(_FORMS.items())):
        url, fast = slot.kind.address(references, slot.number), slot.shape.model not in (PRO[0], STANDARD[0])
        if not fast or turn % 2 == slot.number % 2:
            body, plain = slot.put(references, make(url)), slot.put(references, url)
            yield valid(RULE, f"{form} as {slot.name}", body, plain, loopback=True, full=fast)


def _list_entries(count: int) -> Iterator[AddressSlot]:
    """The first, a middle and the last entry of lists of that length, for each kind that allows the length."""
    shapes = (Shape(PRO[0], "I"), Shape(PRO[1], "V"), Shape(PRO[0], "IA"))
    for kind, shape in zip(KINDS, shapes, strict=True):
        if count <= kind.most:
            yield from (
                AddressSlot(shape, kind, place + 1, count=count) for place in sorted({0, count // 2, count - 1})
            )


_SCHEMES = (
    *("ftp", "ftps", "sftp", "file", "s3", "gs", "oss", "ws", "wss", "rtmp", "blob", "about", "urn"),
    *("httpx", "assets"),
)
_random_non_addresses: Final = (
    st.sampled_from(NON_ADDRESSES)
    | st.builds(
        "{}://127.0.0.1/{}".format, st.sampled_from(_SCHEMES), st.from_regex(r"[a-z]{1,8}\.png", fullmatch=True)
    )
    | st.from_regex(r"/?[a-z][a-z0-9_./-]{0,20}", fullmatch=True)
)
"""The last strategy draws texts without a colon, so without a scheme."""


def violations(references: References) -> dict[str, Bodies]:
    """Random bodies that break the rule of this module."""
    return {RULE: _wrong_address(references)}


@st.composite
def _wrong_address(draw: DrawFn, references: References) -> Body:
    """A value that isn't an address, in any media field and at any position."""
    body = draw(bodies(references, [shape for shape in SHAPES if shape.mode]))
    frames = [name for name in ("first_image", "last_image") if name in body]
    lists = [kind.field for kind in KINDS if kind.field in body]
    field = draw(st.sampled_from(frames + lists))
    wrong = draw(_random_non_addresses)
    if field in frames:
        return body | {field: wrong}
    listed = list(body[field])
    listed[draw(st.integers(0, len(listed) - 1))] = wrong
    return body | {field: listed}
