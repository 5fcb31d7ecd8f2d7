"""The facts of a media file."""

from attrs import frozen

IMAGE, VIDEO, AUDIO, OTHER = "image", "video", "audio", "other"


@frozen
class Facts:
    """What the probe found in a file.

    Attributes:
        kind: `image`, `video`, `audio` or `other`.
        format: the name of the format, for example `JPEG`, `MP4`, `HEIC`, or `unknown`.
        size: in bytes; the file has more if `cut` is set.
        width: pixels of an image or of a video's frames; 0 if unknown.
        height: pixels; 0 if unknown.
        seconds: length of a video or an audio file; None if unknown.
        flaw: why the file is broken although its format is known; None if it isn't.
        doubt: what in the file contradicts `seconds`; None if nothing does.
        claimed: the length in seconds that its header states instead; None if it agrees.
        cut: whether the file wasn't read to its end because it is larger than any rule allows.
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
