"""PyAV and Pillow, imported when they are first used: a run that finds its files in the cache needs neither.

They take 20 MB, and a tenth of a second of each start.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import av
    import PIL
    from PIL import Image, ImageChops, ImageDraw
else:

    class _Later:
        """A module that is imported with its first attribute."""

        def __init__(self, name: str) -> None:
            self._module: Final = name

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module(self._module), name)

    av, PIL = _Later("av"), _Later("PIL")
    Image, ImageChops, ImageDraw = (_Later(f"PIL.{name}") for name in ("Image", "ImageChops", "ImageDraw"))

__all__ = ["PIL", "Image", "ImageChops", "ImageDraw", "av"]
