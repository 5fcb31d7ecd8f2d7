"""The facts of a media file."""

from attrs import frozen

IMAGE, VIDEO, AUDIO, OTHER = "image", "video", "audio", "other"


@frozen
class Facts:
    """What the probe found in a file."""

    kind: str  # `image`, `video`, `audio` or `other`
    format: str  # the name of the format, for example `JPEG`, `MP4`, `HEIC`, or `unknown`
    size: int  # in bytes; the file has more if `cut` is set
    width: int = 0  # pixels of an image or of a video's frames; 0 if unknown
    height: int = 0  # pixels; 0 if unknown
    seconds: float | None = None  # length of a video or an audio file; None if unknown
    flaw: str | None = None  # why the file is broken although its format is known; None if it isn't
    doubt: str | None = None  # what in the file contradicts `seconds`; None if nothing does
    claimed: float | None = None  # the length in seconds that its header states instead; None if it agrees
    cut: bool = False  # whether the file was read only in part, since it is larger than any rule allows
