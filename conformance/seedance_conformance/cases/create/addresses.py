"""Cases of the addresses in the five media fields: what is no address, and every form of one that is."""

from collections.abc import Callable
from typing import Any, Final, Protocol

from attrs import frozen

from seedance_conformance.cases.bodies import PRO, STANDARD, Body, Shape
from seedance_conformance.cases.building import accepted, label, refused
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.create.references import AUDIOS, IMAGES, KINDS, VIDEOS, Kind, numbered

RULE: Final = "CR-URL-SCHEME"

NO_ADDRESSES: Final = (
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
"""Neither http(s) nor `asset://ASSET_ID`. Open, and therefore not here: `data:`, `assetId://`, the empty string."""

TELLING: Final = NO_ADDRESSES[:3]


class Assets(Protocol):
    """Supplies `asset://` addresses of Active assets."""

    def image(self, number: int) -> str: ...  # noqa: D102
    def video(self, number: int) -> str: ...  # noqa: D102
    def audio(self, number: int) -> str: ...  # noqa: D102


class PlaceholderAssets:
    """Asset addresses that name nothing: enough to name cases before the assets are there."""

    def image(self, number: int) -> str:
        """The address of an image asset."""
        return f"asset://image-{number}"

    def video(self, number: int) -> str:
        """The address of a video asset."""
        return f"asset://video-{number}"

    def audio(self, number: int) -> str:
        """The address of a sound asset."""
        return f"asset://audio-{number}"


@frozen
class Place:
    """Where one address stands in a body.

    Attributes:
        name: in words.
        shape: of the body.
        put: makes the body with a given address there.
        kind: of the medium that belongs there.
        number: of the file that stands there otherwise.
    """

    name: str
    shape: Shape
    put: Callable[[References, object], Body]
    kind: Kind
    number: int


def cases(references: References) -> list[Case]:
    """All cases of this part that need no asset, refusals first."""
    return [*_no_addresses(references), *_forms(references)]


def asset_cases(references: References, assets: Assets) -> list[Case]:
    """Each field with an Active asset; the control is the same body with the plain address."""
    typed = {"first_image": "CR-FIRST-TYPE", "last_image": "CR-LAST-TYPE"}
    made = []
    for place in (*_frame_places(), *_only_places(), *_list_places(2)):
        address = place.kind.address(assets, min(place.number, 2))
        body = place.put(references, address)
        control = place.put(references, place.kind.address(references, place.number))
        field = place.name.split()[0].rstrip(",")
        for rule in (RULE, typed.get(field, "CR-REFS-TYPE")):
            made.append(accepted(rule, f"asset as {place.name}", body, control, loopback=rule != RULE))
    return made


def _no_addresses(references: References) -> list[Case]:
    """Every wrong address in each field once, the telling ones in every place of every list and for every model."""
    made = []
    fields = (*_frame_places(), *_only_places())
    main = [place for place in fields if place.shape.model == PRO[0]]
    for turn, value in enumerate(NO_ADDRESSES):
        telling = value in TELLING
        for place in fields if telling else main:
            full = not telling and place is not main[turn % len(main)]
            made.append(_refusal(place, value, references, full=full))
    for place in (*_list_places(3), *_list_places(9)):
        made += [_refusal(place, value, references, full=value != TELLING[0]) for value in TELLING]
    return made


def _refusal(place: Place, value: str, references: References, *, full: bool) -> Case:
    name = f"{label(value)} as {place.name}"
    return refused(RULE, name, place.put(references, value), late=True, full=full)


def _forms(references: References) -> list[Case]:
    """Addresses with a query, with percent-encoding, with an upper-case extension, by host name."""
    forms: dict[str, Callable[[str], str]] = {
        "with a query": lambda url: f"{url}?X-Expires=600&X-Signature=a%2Fb%3D&name=clip.png",
        "percent-encoded": lambda url: url.replace("-", "%2D"),
        "in capitals at the end": lambda url: url[: url.rindex(".")] + url[url.rindex(".") :].upper(),
        "on localhost": lambda url: url.replace("127.0.0.1", "localhost"),
    }
    made = []
    for place in (*_frame_places(), *_only_places()):
        url = place.kind.address(references, place.number)
        plain = place.put(references, url)
        for form, make in forms.items():
            name, full = f"{form} as {place.name}", place.shape.model not in (PRO[0], STANDARD[0])
            made.append(accepted(RULE, name, place.put(references, make(url)), plain, loopback=True, full=full))
    return made


def _frame_places() -> list[Place]:
    made = []
    for model in PRO:
        for mode, field, number in (("F", "first_image", 1), ("FL", "first_image", 1), ("FL", "last_image", 2)):
            shape = Shape(model, mode)
            made.append(Place(f"{field}, {shape.name}", shape, _single(shape, field), IMAGES, number))
    return made


def _only_places() -> list[Place]:
    """The only entry of each kind of list, in each model that allows the kind."""
    wanted = [(IMAGES, Shape(model, "I")) for model in PRO] + [(IMAGES, Shape(model, "IV")) for model in STANDARD]
    wanted += [(VIDEOS, Shape(model, "V")) for model in PRO + STANDARD]
    wanted += [(AUDIOS, Shape(PRO[0], "IA")), (AUDIOS, Shape(PRO[1], "VA"))]
    wanted += [(AUDIOS, Shape(model, "VA")) for model in STANDARD]
    return [
        Place(f"{kind.field} only, {shape.name}", shape, _entry(shape, kind, 0, 1), kind, 1) for kind, shape in wanted
    ]


def _list_places(count: int) -> list[Place]:
    """The first, a middle and the last entry of lists of that length, for each kind that may be so long."""
    shapes = {"I": Shape(PRO[0], "I"), "V": Shape(PRO[1], "V"), "A": Shape(PRO[0], "IA")}
    made = []
    for kind in KINDS:
        if count > kind.most:
            continue
        shape = shapes[kind.letter]
        for place in sorted({0, count // 2, count - 1}):
            name = f"{kind.field} {place + 1} of {count}, {shape.name}"
            made.append(Place(name, shape, _entry(shape, kind, place, count), kind, place + 1))
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
