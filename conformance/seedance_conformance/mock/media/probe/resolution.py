"""What counts as 480p or 720p, which no page says in pixels (MD-VID-RES, question 10)."""

# Shapes that the pages leave no doubt about: 1280x720 and 854x480 are in, 640x360 and 1920x1080 are out. What lies
# between is let pass: a short side from 480 to 720 (encoders round to 16), or an area like that of the vendor's own
# frames, from 864x496 (432x992 for narrow ones) to 1112x834.
_SHORT = (480 - 16, 720 + 16)
_AREA = (400_000, 930_000)
_LARGEST_AREA = 736 * 1840  # a short side of 720 at the ratio of 2.5
_WINDOW = (409_600, 927_408)  # the areas that other sellers print


def is_480p_or_720p(width: int, height: int, *, window: bool = False) -> bool:
    """Whether a frame of that size passes; `window` takes the narrow reading by area alone."""
    area = width * height
    if window:
        return _WINDOW[0] <= area <= _WINDOW[1]
    if _AREA[0] <= area <= _AREA[1]:
        return True
    return _SHORT[0] <= min(width, height) <= _SHORT[1] and area <= _LARGEST_AREA
