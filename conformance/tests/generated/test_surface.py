"""The public surface of the generated client, pinned: a change here is a change for every user."""

import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import attrs
import pytest
import seedance_client
from seedance_client import AuthenticatedClient, Client, errors, models
from seedance_client.api.assets import delete_asset, get_asset, upload_asset
from seedance_client.api.videos import create_video, get_video
from seedance_client.types import Response

KEY = "sk-of-nobody"
PACKAGE = Path(seedance_client.__file__).parent

CALLS: list[tuple[ModuleType, object]] = [
    (create_video, models.RefusedTask | models.CreatedTask | models.Refusal | models.ErrorAnswer),
    (get_video, models.VideoTask | models.Refusal | models.ErrorAnswer),
    (upload_asset, models.AssetUploaded | models.Refusal | models.ErrorAnswer),
    (get_asset, models.AssetDetail | models.AssetRecord | models.Refusal | models.ErrorAnswer),
    (delete_asset, models.AssetDeletion | models.Refusal | models.ErrorAnswer),
]

MODEL_FIELDS = {
    models.TextToVideo: "model prompt duration aspect_ratio generate_audio",
    models.FramesToVideo: "model prompt first_image last_image duration aspect_ratio generate_audio",
    models.ReferenceToVideo: "model prompt reference_images reference_videos reference_audios "
    "duration aspect_ratio generate_audio",
    models.VideoReference: "model prompt reference_videos reference_images reference_audios "
    "duration aspect_ratio generate_audio",
    models.CreatedTask: "id object_ created model status error additional_properties",
    models.VideoTask: "id object_ created model status video_url actual_duration total_tokens error "
    "additional_properties",
    models.RefusedTask: "status id error additional_properties",
    models.Refusal: "code msg message error additional_properties",
    models.ErrorAnswer: "code msg message error additional_properties",
    models.ErrorDetail: "code message type_ param additional_properties",
    models.AssetUpload: "asset_type url name",
    models.AssetUploaded: "code data msg additional_properties",
    models.AssetReceipt: "asset_id additional_properties",
    models.AssetDetail: "code data msg additional_properties",
    models.AssetRecord: "name asset_id status asset_type url create_time additional_properties",
    models.AssetDeletion: "code msg data additional_properties",
}

EXPORTED = """
AnyJournal AspectRatio Asset AssetFailed Assets AsyncAssets AsyncHosting AsyncSeedance AsyncTask AsyncVideo
AuthenticatedClient AuthenticationFailed BadAnswer Busy CONTRACT_VERSION Client DownloadFailed DuplicateRequest Entry
FileSystemHosting Frames Hosting HostingFailed InvalidOutput InvalidRequest Journal JournalError Limits Model NewRequest
NotConnected Open OutcomeUnknown PostgresJournal ProModel Problem References Refused ResultExpired Seedance
SeedanceError SpendingLimit StandardModel Task TaskFailed TaskState Video WaitTimeout async_request_hook open_journal
problems request_hook
"""

# Runs in an interpreter that finds nothing but the standard library, the client, httpx and attrs with what those need.
ALONE = """
import sys
from importlib.abc import MetaPathFinder

ALLOWED = {"seedance_client", "attr", "attrs", "httpx", "httpcore", "h11", "anyio", "certifi", "idna", "sniffio",
           "typing_extensions", "exceptiongroup"}

class Wall(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ALLOWED and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"{name} is not allowed here", name=name)

sys.meta_path.insert(0, Wall())
import pkgutil, importlib, seedance_client
names = [module.name for module in pkgutil.walk_packages(seedance_client.__path__, "seedance_client.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_exported_names() -> None:
    """The package, its models and its calls have these names, and no others."""
    assert sorted(seedance_client.__all__) == sorted(EXPORTED.split())
    assert all(getattr(seedance_client, name) is not None for name in seedance_client.__all__)
    aliases = {"AspectRatio", "AssetType", "ProModel", "StandardModel"}
    assert set(models.__all__) == {model.__name__ for model in MODEL_FIELDS} | aliases
    calls = {path.stem for path in (PACKAGE / "api").rglob("*.py")} - {"__init__"}
    assert calls == {"create_video", "get_video", "upload_asset", "get_asset", "delete_asset"}


def test_errors_have_a_module_of_their_own() -> None:
    """Every error that the package exports can be imported from `seedance_client.errors`, and is the same class."""
    exported = {name: getattr(seedance_client, name) for name in seedance_client.__all__}
    classes = {name: value for name, value in exported.items() if isinstance(value, type)}
    expected = {name: value for name, value in classes.items() if issubclass(value, Exception)}
    expected["UnexpectedStatus"] = errors.UnexpectedStatus
    assert {name: getattr(errors, name) for name in errors.__all__} == expected


@pytest.mark.parametrize(("model", "names"), MODEL_FIELDS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_fields(model: type, names: str) -> None:
    """A model has these fields in this order."""
    assert [field.name for field in attrs.fields(model)] == names.split()


def test_bodies_are_typed() -> None:
    """The body of create is the union of the four request shapes, never Any: the type checker refuses illegal mixes."""
    shapes = models.TextToVideo | models.FramesToVideo | models.ReferenceToVideo | models.VideoReference
    for call in (create_video.sync, create_video.sync_detailed, create_video.asyncio, create_video.asyncio_detailed):
        assert get_type_hints(call)["body"] == shapes
    assert get_type_hints(upload_asset.sync)["body"] is models.AssetUpload


@pytest.mark.parametrize(("call", "answer"), CALLS, ids=lambda value: getattr(value, "__name__", "").rpartition(".")[2])
def test_answers_are_typed(call: ModuleType, answer: Any) -> None:
    """Every call returns a union of named answers, never Any, in all four forms; each needs a client with a key."""
    for name in ("sync", "asyncio"):
        function = getattr(call, name)
        assert get_type_hints(function)["return"] == answer | None
        assert get_type_hints(function)["client"] is AuthenticatedClient
    for name in ("sync_detailed", "asyncio_detailed"):
        assert get_type_hints(getattr(call, name))["return"] == Response[answer]


def test_answers_keep_unknown_words() -> None:
    """Status, model and kind are plain strings in answers, so that a new word can't break the reading of one."""
    for model, names in ((models.VideoTask, "model status object_"), (models.AssetRecord, "status asset_type")):
        for name in names.split():
            assert get_type_hints(model)[name] is str


def test_requests_have_words() -> None:
    """Models and ratios are literals, so that a type checker knows the words; `Model` has the names of all models."""
    kinds = get_args(seedance_client.Model)
    assert kinds == (seedance_client.ProModel, seedance_client.StandardModel) == (models.ProModel, models.StandardModel)
    assert {name for kind in kinds for name in get_args(kind)} == {
        *("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
    }
    hints = get_type_hints(models.TextToVideo)
    assert hints["model"] == models.ProModel
    assert get_type_hints(models.VideoReference)["model"] == models.StandardModel
    assert set(get_args(models.AspectRatio)) == {"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"}


def test_client_arguments() -> None:
    """A client is made of these keyword arguments."""
    arguments = inspect.signature(AuthenticatedClient).parameters
    assert list(arguments) == ["base_url", "headers", "timeout", "httpx_args", "raise_on_unexpected_status", "token"]
    assert {argument.kind for argument in arguments.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_key_never_shows() -> None:
    """Neither the key nor a header that may hold one is in a repr, before or after the first call."""
    client = AuthenticatedClient(base_url="http://127.0.0.1:9", token=KEY, headers={"X-Proxy": "sk-proxy"})
    client.get_httpx_client()
    client.get_async_httpx_client()
    shown = f"{client!r} {client} {client.get_httpx_client().headers!r}"
    assert KEY not in shown
    assert "sk-proxy" not in f"{client!r}"
    assert "127.0.0.1:9" in shown


def test_time_limit_by_default() -> None:
    """A client with default settings doesn't wait forever."""
    timeout = Client(base_url="http://127.0.0.1:9").get_httpx_client().timeout
    assert (timeout.connect, timeout.read, timeout.write, timeout.pool) == (10.0, 60.0, 60.0, 60.0)


def test_needs_httpx_and_attrs_alone() -> None:
    """Every module imports where nothing but httpx and attrs is installed."""
    result = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 25
