"""What is known about a file."""

from attrs import frozen

IMAGE, VIDEO, AUDIO, OTHER = "image", "video", "audio", "other"


@frozen
class Facts:
    """What the bytes of a file say.

    Attributes:
        kind: `image`, `video`, `audio` or `other`.
        format: the name of the format, for example `JPEG`, `MP4`, `HEIC`; `unknown` when nothing recognised it.
        size: bytes; at least so many when `cut` is set.
        width: pixels of an image or of a video's frames, 0 when unknown.
        height: pixels, 0 when unknown.
        seconds: length of a video or an audio file, None when unknown.
        flaw: why the file can't be used although its format was recognised, None when it can.
        doubt: what in the file contradicts those seconds, None if nothing does.
        claimed: the other length, in seconds, that the file claims; None without one.
        cut: whether reading stopped before the end, because the file is larger than any rule allows.
    """

    kind: str
    format: str
    size: int
    width: int = 0
    height: int = 0
    seconds: float | None = None
    flaw: str | None = None
    doubt: str | None = None
    claimed: float | None = None
    cut: bool = False
