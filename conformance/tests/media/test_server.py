"""The media server answers like a normal web server."""

from collections.abc import Iterator

import httpx
import pytest
from seedance_conformance.media import MediaServer, RemoteMedia
from tests.written import library


@pytest.fixture(scope="module")
def server() -> Iterator[MediaServer]:
    """A running server."""
    with MediaServer(library()) as running:
        yield running


def test_files_are_served_with_their_type(server: MediaServer) -> None:
    """Each kind has its Content-Type, and the log has the requested paths; an address has the folder of its file."""
    for supply, kind in ((server.image, "image/png"), (server.video, "video/mp4"), (server.audio, "audio/wav")):
        answer = httpx.get(supply(1))
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "/image-1.png" in server.requests
    assert server.url("images/png-299x400.png") == f"{server.base_url}/images/png-299x400.png"


def test_head_and_ranges(server: MediaServer) -> None:
    """HEAD answers the size without the bytes; a range answers a part, the end, or 416."""
    whole = httpx.get(server.image(2)).content
    head = httpx.head(server.image(2))
    assert (int(head.headers["content-length"]), head.content) == (len(whole), b"")
    for asked, part in (("bytes=0-9", whole[:10]), ("bytes=10-", whole[10:]), ("bytes=-5", whole[-5:])):
        answer = httpx.get(server.image(2), headers={"Range": asked})
        assert (answer.status_code, answer.content) == (206, part)
    assert httpx.get(server.image(2), headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


def test_every_form_of_an_address_leads_to_the_file(server: MediaServer) -> None:
    """Queries, percent-encoding and an upper-case extension make no difference; another name is a 404."""
    plain = server.image(1)
    for form in (f"{plain}?a=b%2F", plain.replace("-", "%2D"), plain.replace(".png", ".PNG")):
        assert httpx.get(form).content == httpx.get(plain).content
    assert httpx.get(server.missing).status_code == 404


def test_numbers_are_different_files(server: MediaServer) -> None:
    """A target that compares bytes finds no duplicates."""
    addresses = [server.image(n) for n in range(1, 13)]
    addresses += [supply(n) for supply in (server.video, server.audio) for n in range(1, 6)]
    assert len({httpx.get(address).content for address in addresses}) == 22
    with pytest.raises(ValueError, match="video 6 does not exist"):
        server.video(6)


def test_published_media_have_the_same_names(server: MediaServer) -> None:
    """An exported file has the same name on another host."""
    remote = RemoteMedia("https://media.example.com/suite/")
    assert remote.image(3) == "https://media.example.com/suite/" + server.image(3).rpartition("/")[2]
