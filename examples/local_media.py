"""References that are files on this machine: publish them first, because the API takes only URLs.

PUBLIC_FOLDER=/srv/www/media PUBLIC_URL=https://media.example.com python local_media.py fox.png walk.mp4
"""

import os
import shutil
import sys
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from seedance_client import References, Seedance


def publish(path: Path) -> str:
    """Copy a file to the folder that the web server publishes, and return its URL."""
    name = f"{uuid4().hex}{path.suffix}"  # can't be guessed, and replaces no other file
    shutil.copyfile(path, Path(os.environ["PUBLIC_FOLDER"]) / name)
    return f"{os.environ['PUBLIC_URL'].rstrip('/')}/{quote(name)}"


def main(image: Path, clip: Path) -> None:
    """Make a video from an image and a clip."""
    with Seedance() as client:
        video = client.generate(
            "The fox of image 1 moves as in video 1",
            References(images=[publish(image)], videos=[publish(clip)]),
            model="seedance_2_0",
            duration=5,
            to="referenced.mp4",
        )
    print(video.id)


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:]))
