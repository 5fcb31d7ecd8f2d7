"""The comparison of a saved page with the catalogue."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.scripts.workshop import ROOT

PAGE = """
<!doctype html><html><head><title>duration 4 15</title><script>var aspect_ratio = 1</script></head><body>
<h1>Create</h1><p>POST /v1/kyyvideo2/videos</p>
<table><tr><td><code>duration</code></td><td>integer, from <b>4</b> to {most}, default 5</td></tr></table>
</body></html>
"""


def _main() -> Callable[[Sequence[str]], int]:
    spec = importlib.util.spec_from_file_location("compare_docs_script", ROOT / "scripts" / "compare_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    run: Callable[[Sequence[str]], int] = module.main
    return run


main = _main()


def _compare(tmp_path: Path, text: str, name: str, *options: str) -> int:
    path = tmp_path / name
    path.write_text(text)
    return main([str(path), *options])


@pytest.mark.parametrize(("most", "verdict"), [(15, "found     CR-DUR-MAX"), (30, "NOT FOUND CR-DUR-MAX")])
def test_a_changed_limit_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], most: int, verdict: str
) -> None:
    """Scripts don't count; the place and what is missing are named."""
    assert _compare(tmp_path, PAGE.format(most=most), "page.html", "--source", "G-CREATE", "--all") == 1
    output = capsys.readouterr().out
    assert verdict in output
    assert "NOT FOUND CR-FIRST-TYPE" in output
    assert ("page.html:4, without 15" in output) is (most == 30)


def test_our_own_words_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    """The contract in words states nearly everything; Markdown is read by lines."""
    page = ROOT / "docs/contract.md"
    assert main([str(page), "--source", "G-CREATE"]) == 0
    assert "statements found (source G-CREATE, read 2026-11-22)" in capsys.readouterr().out


def test_the_source_is_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its address in the page, or by the name of the file."""
    address = "https://docs.globalaiopc.com/en/api-reference/video/seedance2/seedance2-query"
    _compare(tmp_path, f"# Query\nSource: {address}\n", "llms.txt")
    _compare(tmp_path, "# Delete\n", "seedance2-asset-delete.md")
    output = capsys.readouterr().out
    assert "(source G-QUERY, " in output
    assert "(source G-ADEL, " in output


def test_usage_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, and a source that isn't one."""
    for words in ([str(tmp_path / "gone.html")], [str(tmp_path), "--source", "G-CREATE"], [__file__, "--source", "NO"]):
        with pytest.raises(SystemExit, match="2"):
            main(words)
    assert "'NO' isn't a source" in capsys.readouterr().err
