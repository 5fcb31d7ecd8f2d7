"""Faults in the checks of media change only what their names say."""

from typing import Any

import pytest
from tests.mock.conftest import Serve, Start


@pytest.mark.parametrize(
    ("fault", "place", "width", "status"),
    [
        ("image-sides-from-299-accepted", 0, 299, 200),
        ("image-sides-from-299-accepted", 0, 298, 400),
        ("image-sides-need-302", 0, 301, 400),
        ("only-first-reference-image-inspected", 1, 200, 200),
        ("only-first-reference-image-inspected", 0, 200, 400),
        ("fifth-reference-image-not-inspected", 4, 200, 200),
        ("fifth-reference-image-not-inspected", 3, 200, 400),
        ("images-by-address-not-inspected", 2, 200, 200),
        ("images-of-assets-not-inspected", 2, 200, 400),
        ("last-image-not-inspected", 2, 200, 400),
    ],
)
def test_faults_in_images_are_narrow(
    start: Start, serve: Serve, make: Any, fault: str, place: int, width: int, status: int
) -> None:
    """They change only a limit, a place or a source."""
    mock = start(faults=(fault,))
    images = [mock.media] * 5
    images[place] = serve(make.png(width, 400))
    assert mock.create(referenceImages=images).status_code == status


@pytest.mark.parametrize(
    ("fault", "lengths", "assets", "status"),
    [
        ("total-of-two-videos-not-checked", [8, 8], 0, 200),
        ("total-of-two-videos-not-checked", [5, 5, 6], 0, 400),
        ("only-each-video-limited-to-15-seconds", [15, 15], 0, 200),
        ("only-each-video-limited-to-15-seconds", [16], 0, 400),
        ("total-of-mixed-videos-not-checked", [8, 8], 1, 200),
        ("total-of-mixed-videos-not-checked", [8, 8], 2, 400),
        ("single-video-of-16-seconds-accepted", [16], 0, 200),
        ("single-video-of-16-seconds-accepted", [17], 0, 400),
        ("shortness-of-video-assets-not-checked", [1], 1, 200),
        ("shortness-of-video-assets-not-checked", [1], 0, 400),
    ],
)
def test_faults_in_lengths_are_narrow(
    start: Start, serve: Serve, make: Any, fault: str, lengths: list[int], assets: int, status: int
) -> None:
    """They change only a count, a source or a length."""
    mock = start(faults=(fault,))
    files = [serve(make.mp4(seconds)) for seconds in lengths]
    for place in range(assets):
        files[place] = f"asset://{mock.active_asset('Video', url=files[place])}"
    assert mock.create(referenceVideos=files).status_code == status


def test_a_fault_in_uploads_leaves_documents_alone(start: Start) -> None:
    """Documents aren't inspected, so the fault doesn't change them."""
    mock = start(faults=("images-of-assets-not-inspected",))
    assert mock.upload("Document").json()["code"] == 0
    assert mock.upload("Image", url=mock.files + "/Audio").json()["code"] == 0
