"""Cases of the addresses in the five media fields: values that aren't addresses, and all forms of valid ones."""

from collections.abc import Callable
from typing import Any, Final

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from seedance_conformance.cases.bodies import PRO, SHAPES, STANDARD, Body, Shape
from seedance_conformance.cases.building import invalid, label, valid
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.kinds import AUDIOS, IMAGES, KINDS, VIDEOS, Kind, numbered
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


class PlaceholderAssets:
    """Asset addresses that lead nowhere: enough to name cases before the assets are there."""

    def image(self, number: int) -> str:
        """The address of an image asset."""
        return f"asset://image-{number}"

    def video(self, number: int) -> str:
        """The address of a video asset."""
        return f"asset://video-{number}"

    def audio(self, number: int) -> str:
        """The address of an audio asset."""
        return f"asset://audio-{number}"


@frozen
class AddressSlot:
    """One address in a body.

    Attributes:
        name: for the name of a case.
        shape: of the body.
        put: builds the body with an address in this slot.
        kind: of the medium.
        number: number of the file that the slot holds by default.
    """

    name: str
    shape: Shape
    put: Callable[[References, object], Body]
    kind: Kind
    number: int


def cases(references: References) -> list[Case]:
    """All cases of this part that need no asset, refusals first."""
    return [*_non_addresses(references), *_forms(references)]


def asset_cases(references: References, assets: References) -> list[Case]:
    """Each field with an Active asset; the control is the same body with the plain address."""
    typed = {"first_image": "CR-FIRST-TYPE", "last_image": "CR-LAST-TYPE"}
    made = []
    for place in (*_frames(), *_single_entries(), *_list_entries(2)):
        address = place.kind.address(assets, min(place.number, 2))
        body = place.put(references, address)
        control = place.put(references, place.kind.address(references, place.number))
        field = place.name.split()[0].rstrip(",")
        for rule in (RULE, typed.get(field, "CR-REFS-TYPE")):
            made.append(valid(rule, f"asset as {place.name}", body, control, loopback=rule != RULE))
    return made


def _non_addresses(references: References) -> list[Case]:
    """Most wrong addresses go into two fields.

    The two representative ones go into every field, list position and model.
    """
    made = []
    fields = (*_frames(), *_single_entries())
    main = [place for place in fields if place.shape.model == PRO[0]]
    for turn, value in enumerate(NON_ADDRESSES):
        representative = value in REPRESENTATIVE
        places = fields if representative else [main[(turn + step) % len(main)] for step in (0, len(main) // 2)]
        for place in places:
            full = not representative and place is not places[0]
            made.append(_refusal(place, value, references, full=full))
    for place in (*_list_entries(3), *_list_entries(9)):
        made += [_refusal(place, value, references, full=value != REPRESENTATIVE[0]) for value in REPRESENTATIVE]
    return made


def _refusal(place: AddressSlot, value: str, references: References, *, full: bool) -> Case:
    name = f"{label(value)} as {place.name}"
    return invalid(RULE, name, place.put(references, value), late=True, full=full)


def _forms(references: References) -> list[Case]:
    """Addresses with a query, percent-encoding, an upper-case extension or a host name, and of 700 characters."""
    forms: dict[str, Callable[[str], str]] = {
        "with a query": lambda url: f"{url}?X-Expires=600&X-Signature=a%2Fb%3D&name=clip.png",
        "with a long signature": signed,
        "percent-encoded": lambda url: url.replace("-", "%2D"),
        "in capitals at the end": lambda url: url[: url.rindex(".")] + url[url.rindex(".") :].upper(),
        "on localhost": lambda url: url.replace("127.0.0.1", "localhost"),
    }
    made = []
    for place in (*_frames(), *_single_entries()):
        url = place.kind.address(references, place.number)
        plain = place.put(references, url)
        for turn, (form, make) in enumerate(forms.items()):
            if place.shape.model not in (PRO[0], STANDARD[0]) and turn % 2 != place.number % 2:
                continue  # each fast model gets every other form
            name, full = f"{form} as {place.name}", place.shape.model not in (PRO[0], STANDARD[0])
            made.append(valid(RULE, name, place.put(references, make(url)), plain, loopback=True, full=full))
    return made


def signed(url: str) -> str:
    """An address of 700 characters: signed ones are often longer than 255."""
    query = "?X-Security-Token="
    return url + query + "a" * (700 - len(url) - len(query))


def _frames() -> list[AddressSlot]:
    made = []
    for model in PRO:
        for mode, field, number in (("F", "first_image", 1), ("FL", "first_image", 1), ("FL", "last_image", 2)):
            shape = Shape(model, mode)
            made.append(AddressSlot(f"{field}, {shape.name}", shape, _single(shape, field), IMAGES, number))
    return made


def _single_entries() -> list[AddressSlot]:
    """The only entry of each kind of list, for each model that allows the kind."""
    wanted = [(IMAGES, Shape(model, "I")) for model in PRO] + [(IMAGES, Shape(model, "IV")) for model in STANDARD]
    wanted += [(VIDEOS, Shape(model, "V")) for model in PRO + STANDARD]
    wanted += [(AUDIOS, Shape(PRO[0], "IA")), (AUDIOS, Shape(PRO[1], "VA"))]
    wanted += [(AUDIOS, Shape(model, "VA")) for model in STANDARD]
    return [
        AddressSlot(f"{kind.field} only, {shape.name}", shape, _entry(shape, kind, 0, 1), kind, 1)
        for kind, shape in wanted
    ]


def _list_entries(count: int) -> list[AddressSlot]:
    """The first, a middle and the last entry of lists of that length, for each kind that allows the length."""
    shapes = {"I": Shape(PRO[0], "I"), "V": Shape(PRO[1], "V"), "A": Shape(PRO[0], "IA")}
    made = []
    for kind in KINDS:
        if count > kind.most:
            continue
        shape = shapes[kind.letter]
        for place in sorted({0, count // 2, count - 1}):
            name = f"{kind.field} {place + 1} of {count}, {shape.name}"
            made.append(AddressSlot(name, shape, _entry(shape, kind, place, count), kind, place + 1))
    return made


def _single(shape: Shape, field: str) -> Callable[[References, object], Body]:
    def put(references: References, address: object) -> Body:
        return shape.body(references) | {field: address}

    return put


def _entry(shape: Shape, kind: Kind, place: int, count: int) -> Callable[[References, object], Body]:
    def put(references: References, address: object) -> Body:
        entries: list[Any] = numbered(kind, references, count)
        entries[place] = address
        return shape.body(references) | {kind.field: entries}

    return put


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
