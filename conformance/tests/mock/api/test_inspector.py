"""The inspector: each fault gives exactly one entry; tests/test_concordance.py has many more bodies."""

from collections.abc import Mapping

import pytest
from seedance_conformance.mock.api.inspector import CreateInspector, UploadInspector
from seedance_conformance.mock.choices import resolve
from seedance_conformance.mock.problems import Problem

IMAGE, VIDEO, AUDIO = "https://m.example/i.png", "https://m.example/v.mp4", "https://m.example/a.mp3"
PRO = {"model": "seedance_2_0_pro", "prompt": "x"}
STANDARD = {"model": "seedance_2_0", "prompt": "x", "referenceVideos": [VIDEO]}
FULL = {"referenceImages": [IMAGE] * 9, "referenceVideos": [VIDEO] * 3}

ONE_FAULT = [
    ({"prompt": "x"}, "CR-MODEL-REQ", "model"),
    (PRO | {"model": "seedance_2_0_ultra"}, "CR-MODEL-ENUM", "model"),
    ({"model": "seedance_2_0_pro"}, "CR-PROMPT-REQ", "prompt"),
    (PRO | {"prompt": None}, "CR-PROMPT-TYPE", "prompt"),
    (PRO | {"duration": "5"}, "CR-DUR-TYPE", "duration"),
    (PRO | {"duration": 3}, "CR-DUR-MIN", "duration"),
    (PRO | {"duration": 16}, "CR-DUR-MAX", "duration"),
    (PRO | {"aspect_ratio": "9:21"}, "CR-RATIO-ENUM", "aspect_ratio"),
    (PRO | {"aspect_ratio": 1.5}, "CR-RATIO-ENUM", "aspect_ratio"),
    (PRO | {"generateAudio": 0}, "CR-AUDIO-TYPE", "generateAudio"),
    (PRO | {"first_image": 0, "last_image": IMAGE}, "CR-FIRST-TYPE", "first_image"),
    (PRO | {"first_image": IMAGE, "last_image": {}}, "CR-LAST-TYPE", "last_image"),
    (PRO | {"last_image": IMAGE}, "CR-LAST-NEEDS-FIRST", "last_image"),
    (PRO | {"referenceImages": IMAGE}, "CR-REFS-TYPE", "referenceImages"),
    (PRO | {"referenceImages": [IMAGE, IMAGE, 7]}, "CR-REFS-TYPE", "referenceImages[2]"),
    (STANDARD | {"referenceVideos": VIDEO}, "CR-REFS-TYPE", "referenceVideos"),
    (STANDARD | {"referenceVideos": [None]}, "CR-REFS-TYPE", "referenceVideos[0]"),
    (PRO | {"referenceImages": []}, "CR-IMG-COUNT-MIN", "referenceImages"),
    (PRO | {"referenceImages": [IMAGE] * 10}, "CR-IMG-COUNT-MAX", "referenceImages"),
    (PRO | {"referenceVideos": [VIDEO] * 4}, "CR-VID-COUNT-MAX", "referenceVideos"),
    (STANDARD | {"referenceAudios": [AUDIO] * 4}, "CR-AUD-COUNT-MAX", "referenceAudios"),
    ({"model": "seedance_2_0", "prompt": "x"}, "CR-STD-NEEDS-VIDEO", "referenceVideos"),
    ({"model": "seedance_2_0_fast", "prompt": "x", "first_image": IMAGE}, "CR-STDFAST-NEEDS-VIDEO", "referenceVideos"),
    (PRO | {"first_image": IMAGE, "referenceImages": [IMAGE]}, "CR-EXCL-FIRST-REFIMAGES", "referenceImages"),
    (STANDARD | {"first_image": IMAGE}, "CR-EXCL-FIRST-REFVIDEOS", "referenceVideos"),
    (PRO | {"first_image": IMAGE, "referenceAudios": [AUDIO]}, "CR-EXCL-FIRST-REFAUDIOS", "referenceAudios"),
    (PRO | {"first_image": "ftp://m.example/i.png"}, "CR-URL-SCHEME", "first_image"),
    (PRO | {"first_image": "asset://"}, "CR-URL-SCHEME", "first_image"),
    (PRO | {"first_image": "https://"}, "CR-URL-SCHEME", "first_image"),
    (PRO | {"first_image": "", "last_image": IMAGE}, "CR-URL-SCHEME", "first_image"),
    (PRO | {"referenceImages": [IMAGE, IMAGE, IMAGE, "file:///x"]}, "CR-URL-SCHEME", "referenceImages[3]"),
]


def found(body: Mapping[str, object], **choices: str) -> list[Problem]:
    """What the inspector finds, with some choices made."""
    given = {name.replace("_", "-"): value for name, value in choices.items()}
    return CreateInspector(resolve(given))(dict(body))


@pytest.mark.parametrize(("body", "rule", "field"), ONE_FAULT)
def test_one_fault_gives_one_entry(body: dict[str, object], rule: str, field: str) -> None:
    """A broken rule is reported once, with its field, and without rules that follow from it."""
    assert [(problem.rule, problem.field) for problem in found(body)] == [(rule, field)]


def test_a_scheme_may_be_in_capitals() -> None:
    """Schemes of URLs ignore the case (RFC 3986, section 3.1)."""
    assert found(PRO | {"referenceVideos": ["HTTP://m.example/v.mp4"]}) == []


def test_independent_faults_are_all_reported() -> None:
    """A body that breaks six rules gets six entries: fields in their order, then rules between fields."""
    body = {"model": "seedance_2_0", "duration": 20, "generateAudio": "true", "last_image": "file:///x"}
    fields = ["CR-PROMPT-REQ", "CR-DUR-MAX", "CR-AUDIO-TYPE", "CR-URL-SCHEME"]
    assert [problem.rule for problem in found(body)] == [*fields, "CR-LAST-NEEDS-FIRST", "CR-STD-NEEDS-VIDEO"]


@pytest.mark.parametrize(
    ("choice", "body", "rule"),
    [
        ({"unknown_fields": "refused"}, PRO | {"seed": 1}, "CR-EXTRA-PROPS"),
        ({"null_optional": "refused"}, PRO | {"duration": None}, "CR-DUR-TYPE"),
        ({"blank_prompt": "refused"}, PRO | {"prompt": "  "}, "CR-PROMPT-EMPTY"),
        ({"prompt_length": "1500"}, PRO | {"prompt": "x" * 1501}, "CR-PROMPT-LEN"),
        ({"whole_float_duration": "refused"}, PRO | {"duration": 5.0}, "CR-DUR-TYPE"),
        ({"audio_only": "refused"}, PRO | {"referenceAudios": [AUDIO]}, "CR-AUDIO-ONLY"),
        ({"empty_array": "refused"}, PRO | {"referenceVideos": []}, "CR-REFS-EMPTY"),
        ({"frame_with_empty_array": "refused"}, PRO | {"first_image": IMAGE, "referenceAudios": []}, "CR-EXCL-EMPTY"),
        ({"duplicate_references": "refused"}, PRO | {"referenceImages": [IMAGE, IMAGE]}, "CR-REFS-DUP"),
        ({"same_frames": "refused"}, PRO | {"first_image": IMAGE, "last_image": IMAGE}, "CR-FRAMES-SAME"),
        ({"total_references": "12"}, PRO | FULL | {"referenceAudios": [AUDIO]}, "CR-REFS-TOTAL"),
    ],
)
def test_open_questions_are_choices(choice: dict[str, str], body: dict[str, object], rule: str) -> None:
    """What the documents leave open is accepted by default, and refused by choice."""
    assert found(body) == []
    assert [problem.rule for problem in found(body, **choice)] == [rule]


@pytest.mark.parametrize(
    ("choice", "body"),
    [
        ({"data_uri": "accepted"}, PRO | {"first_image": "data:image/png;base64,AA=="}),
        ({"asset_id_scheme": "accepted"}, PRO | {"first_image": "assetId://asset-1"}),
        ({"legacy_models": "accepted"}, PRO | {"model": "kyyvideo2_pro"}),
        ({"model_spelling": "tolerant"}, PRO | {"model": "Seedance-2-0-Pro"}),
        ({"empty_address": "ignored"}, PRO | {"first_image": ""}),
    ],
)
def test_a_refused_form_can_be_accepted(choice: dict[str, str], body: dict[str, object]) -> None:
    """Undocumented forms are refused by default, and accepted by choice."""
    assert len(found(body)) == 1
    assert found(body, **choice) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"url": IMAGE}, "AS-UP-TYPE-ENUM"),
        ({"assetType": "Text", "url": IMAGE}, "AS-UP-TYPE-ENUM"),
        ({"assetType": None, "url": IMAGE}, "AS-UP-TYPE-ENUM"),
        ({"assetType": "image", "url": IMAGE}, "AS-UP-TYPE-CASE"),
        ({"assetType": "Image"}, "AS-UP-URL"),
        ({"assetType": "Image", "url": "asset://asset-1"}, "AS-UP-URL"),
        ({"assetType": "Image", "url": IMAGE, "name": 5}, "AS-UP-NAME"),
    ],
)
def test_one_fault_of_an_upload_gives_one_entry(body: dict[str, object], rule: str) -> None:
    """Uploads are checked in the same way."""
    assert [problem.rule for problem in UploadInspector(resolve({}))(body)] == [rule]


def test_entries_say_what_to_do() -> None:
    """An entry has the value, what is wrong and the remedy; a long value is cut."""
    (problem,) = found(PRO | {"duration": "5" * 1000})
    entry = problem.entry()
    assert entry["rule"] == "CR-DUR-TYPE"
    assert len(str(entry["value"])) < 250
    assert "whole number" in str(entry["remedy"])
