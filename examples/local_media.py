"""References that are files on this machine. The API takes only URLs, so a host publishes each file.

PUBLIC_FOLDER=/srv/www/media PUBLIC_URL=https://media.example.com python local_media.py fox.png walk.mp4
"""

import os
import shutil
import sys
from pathlib import Path
from uuid import uuid4

from seedance_client import HostingFailed, InvalidRequest, References, Seedance


class WebFolder:
    """A folder that a web server publishes; for S3 and others, there is `FileSystemHosting`."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url.rstrip("/")

    def put(self, path: Path, /) -> str:
        """Copy a file under a name that can't be guessed, and return its URL."""
        name = f"{uuid4().hex}{path.suffix}"
        shutil.copyfile(path, self.folder / name)
        return f"{self.url}/{name}"


def main(image: Path, clip: Path) -> int:
    """Make a video from an image and a clip, and return the exit code."""
    host = WebFolder(Path(os.environ["PUBLIC_FOLDER"]), os.environ["PUBLIC_URL"])
    with Seedance(hosting=host) as client:
        references = References(images=[image], videos=[clip])
        prompt = "The fox of image 1 moves as in video 1"
        try:
            video = client.generate(prompt, references, model="seedance_2_0", duration=5, to="referenced.mp4")
        except (InvalidRequest, HostingFailed) as error:  # nothing was sent
            print(error, file=sys.stderr)
            return 2
    print(video.id)
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(name) for name in sys.argv[1:])))
