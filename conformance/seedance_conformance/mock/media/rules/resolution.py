"""What counts as 480p or 720p; the documents don't say it in pixels (MD-VID-RES, question 10)."""

# Only 1280x720 and 854x480 are certainly valid, and 640x360 and 1920x1080 certainly invalid. Between them we accept a
# short side from 480 to 720 (encoders round to 16), or an area like that of the vendor's own frames, from 864x496
# (432x992 for narrow ones) to 1112x834.
_SHORT = (480 - 16, 720 + 16)
_AREA = (400_000, 930_000)
_LARGEST_AREA = 736 * 1840  # a short side of 736 at the ratio of 2.5
_WINDOW = (409_600, 927_408)  # the areas that other sellers state


def is_480p_or_720p(width: int, height: int, *, window: bool = False) -> bool:
    """Whether a frame size counts as 480p or 720p; with `window` only by its area."""
    area = width * height
    if window:
        return _WINDOW[0] <= area <= _WINDOW[1]
    if _AREA[0] <= area <= _AREA[1]:
        return True
    return _SHORT[0] <= min(width, height) <= _SHORT[1] and area <= _LARGEST_AREA
