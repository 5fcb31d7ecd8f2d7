"""The comparison of a saved page with the catalogue."""

import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from tests.scripts.workshop import ROOT, load_script

PAGE = """
<!doctype html><html><head><title>duration 4 15</title><script>var aspect_ratio = 1</script></head><body>
<h1>Create</h1><p>POST /v1/kyyvideo2/videos</p>
<table><tr><td><code>duration</code></td><td>integer, from <b>4</b> to {most}, default 5</td></tr></table>
</body></html>
"""


main: Callable[[Sequence[str]], int] = load_script("compare_docs").main


def _compare(tmp_path: Path, text: str, name: str, *options: str) -> tuple[int, str]:
    """The exit code and the output for a page."""
    path, output = tmp_path / name, io.StringIO()
    path.write_text(text)
    with redirect_stdout(output):
        return main([str(path), *options]), output.getvalue()


@pytest.mark.parametrize(("most", "verdict"), [(15, "found     CR-DUR-MAX"), (30, "NOT FOUND CR-DUR-MAX")])
def test_a_changed_limit_is_noticed(tmp_path: Path, most: int, verdict: str) -> None:
    """Scripts don't count; the place and what is missing are named."""
    code, output = _compare(tmp_path, PAGE.format(most=most), "page.html", "--source", "G-CREATE", "--all")
    assert code == 1
    assert verdict in output
    assert "NOT FOUND CR-FIRST-TYPE" in output
    assert ("page.html:4, without 15" in output) is (most == 30)


def test_our_own_words_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    """The contract in words states nearly everything; Markdown is read by lines."""
    page = ROOT / "docs/contract.md"
    assert main([str(page), "--source", "G-CREATE"]) == 0
    assert "statements found (source G-CREATE, read 2026-11-22)" in capsys.readouterr().out


def test_the_source_is_guessed(tmp_path: Path) -> None:
    """By its address in the page, or by the name of the file."""
    address = "https://docs.globalaiopc.com/en/api-reference/video/seedance2/seedance2-query"
    assert "(source G-QUERY, " in _compare(tmp_path, f"# Query\nSource: {address}\n", "llms.txt")[1]
    assert "(source G-ADEL, " in _compare(tmp_path, "# Delete\n", "seedance2-asset-delete.md")[1]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("Each side of an image: 300 to 6000 pixels.", True),
        ("Rate limit: 300 requests a minute.", False),
        ("Images are public.\n" + "Something else.\n" * 30 + "Limits: 300 px, 6000 px.", False),
    ],
)
def test_one_number_needs_its_context(tmp_path: Path, page: str, found: bool) -> None:
    """A number alone is somewhere on each page by chance: what it is about must stand beside it."""
    _, output = _compare(tmp_path, page, "page.md", "--all")
    for rule in ("MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX"):
        assert (f"found     {rule}" in output) is found
    assert "NOT FOUND MD-AUD-FORMAT" in output


def test_the_s_of_a_plural_is_no_second(tmp_path: Path) -> None:
    """The statement says "http(s) URLs", and has nothing to do with time."""
    page = "String: a URL, or an address that begins with asset://."
    assert "found     CR-URL-SCHEME" in _compare(tmp_path, page, "page.md", "--all")[1]


def test_what_cannot_be_compared_is_listed(tmp_path: Path) -> None:
    """A statement with one word shows nothing; a reader must look."""
    _, output = _compare(tmp_path, "assetId status name first_image\n", "page.md")
    assert "so read them yourself: " in output
    assert "CR-FIRST-ALONE" in output.rpartition("yourself: ")[2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7\nduration 4 15", "is a binary file: save the page as HTML"),
        (b"\x89PNG\r\n\x1a\n", "is a binary file"),
        (b"PK\x03\x04page", "is a binary file"),
        (b"text\0text", "is a binary file"),
        (b" \n", "is empty"),
    ],
)
def test_other_files_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    """They have no statements, and would look as if all were gone."""
    path = tmp_path / "page"
    path.write_bytes(content)
    with pytest.raises(SystemExit, match="2"):
        main([str(path)])
    assert message in capsys.readouterr().err


def test_a_page_in_utf_16_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Some browsers save text so."""
    path = tmp_path / "page.txt"
    path.write_text("The sides of an image: 300 to 6000 px.", encoding="utf-16")
    main([str(path), "--all"])
    assert "found     MD-IMG-SIDE-MIN" in capsys.readouterr().out


def test_usage_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, and a source that isn't one."""
    for words in ([str(tmp_path / "gone.html")], [str(tmp_path), "--source", "G-CREATE"], [__file__, "--source", "NO"]):
        with pytest.raises(SystemExit, match="2"):
            main(words)
    assert "'NO' isn't a source" in capsys.readouterr().err


@pytest.mark.parametrize(("stdout", "code", "told"), [("| true", 1, ""), ("> /dev/full", 2, "left on device\n")])
def test_a_refused_output_gives_no_traceback(tmp_path: Path, stdout: str, code: int, told: str) -> None:
    """A reader that has gone (`| head`) leaves the exit code as it is."""
    (tmp_path / "page.md").write_text("# nothing")
    command = f"set -o pipefail; {sys.executable} {ROOT}/scripts/compare_docs.py {tmp_path}/page.md {stdout}"
    done = subprocess.run(["bash", "-c", command], stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == code
    assert done.stderr.endswith(told)
    assert "Traceback" not in done.stderr
