"""Assets of the library."""

import random
import string
import uuid
from datetime import UTC, datetime
from typing import NamedTuple

from seedance_conformance.mock.media.probe.facts import Facts

PROCESSING, ACTIVE, FAILED = "Processing", "Active", "Failed"
FIELD_TYPES = {
    "first_image": "Image",
    "last_image": "Image",
    "referenceImages": "Image",
    "referenceVideos": "Video",
    "referenceAudios": "Audio",
}


class Asset(NamedTuple):
    """One row of the store; times in Unix seconds.

    `failure` is the reason why the review fails, None if it succeeds; `facts` is what the probe found in the file,
    None if the file wasn't read.
    """

    id: str
    owner: bytes
    type: str
    url: str
    name: str
    created: float
    reviewed_at: float
    failure: str | None
    deleted: bool
    facts: Facts | None = None

    def status(self, now: float) -> str:
        """The documented status at the time `now`."""
        if now < self.reviewed_at:
            return PROCESSING
        return ACTIVE if self.failure is None else FAILED

    def detail(self, now: float) -> dict[str, object]:
        """The six documented fields of the detail answer (AS-DT-FIELDS)."""
        return {
            "name": self.name,
            "assetId": self.id,
            "status": self.status(now),
            "assetType": self.type,
            "url": self.url,
            "createTime": datetime.fromtimestamp(self.created, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        }


def new_asset_id(form: str, now: float) -> str:
    """An id in the documented form `asset-` + 14 digits + `-` + random (AS-ID-FORMAT), or a UUID."""
    if form == "uuid":
        return str(uuid.uuid4())
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d%H%M%S")
    tail = "".join(random.choices(string.ascii_lowercase + string.digits, k=8))
    return f"asset-{moment}-{tail}"
