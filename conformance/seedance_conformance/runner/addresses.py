"""What an address has to be, that requests are sent to or that bodies name: it is stored, so it holds no secret."""

from typing import Final
from urllib.parse import urlsplit

_SCHEMES: Final = ("http", "https")


class AddressError(Exception):
    """An address is not usable; the message says what it is or names."""


def check_address(url: str) -> None:
    """Make sure that paths can be put behind an address, and that it can be stored.

    Raises:
        AddressError: it has another form, or names a user, a query or a fragment.
    """
    try:
        parts = urlsplit(url)
        whole = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        whole = False
    if not whole or not url.isprintable() or " " in url:
        raise AddressError(f"is {url!r}")
    if "@" in parts.netloc or "?" in url or "#" in url:
        # Without its words, which may sign it.
        raise AddressError("names a user, a query or a fragment, which would be stored")
