"""The steps that answer a call. A fault replaces some of them, so the correct code knows nothing of faults."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from attrs import define

from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.references import AssetFile, NamedFiles
from seedance_conformance.mock.media.rules.checks import NamedFile
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task

Body: TypeAlias = dict[str, object]
Handler: TypeAlias = Callable[[Call], Awaitable[Answer]]


@define
class Hooks:
    """The steps of a correct mock; `faults/` wraps some of them when a mock is set up to be wrong."""

    authenticate: Callable[[Call], bytes]
    """Returns the owner of a call's API key; raises Refusal."""
    check_media_type: Callable[[Call], None]
    """Raises Refusal if the Content-Type isn't JSON."""
    decode: Callable[[Call], Body]
    """Decodes the JSON object in a body; raises Refusal."""
    inspect_create: Callable[[Body], list[Problem]]
    """Finds every rule that a create body breaks, without a look at its media."""
    inspect_upload: Callable[[Body], list[Problem]]
    """Finds every rule that an upload body breaks, without a look at its file."""
    check_assets: Callable[[Body, bytes], list[Problem]]
    """Finds what is wrong with the assets that a body names."""
    fetch_references: Callable[[Body], Awaitable[NamedFiles]]
    """Fetches the files that a create body names, and finds addresses that can't be fetched."""
    check_media: Callable[[list[NamedFile]], list[Problem]]
    """Finds every media rule that these files break."""
    fetch_asset: Callable[[str], Awaitable[AssetFile]]
    """Fetches the file that an upload names."""
    check_asset_file: Callable[[str, Facts], list[Problem]]
    """Finds why a file can't become an asset of that type."""
    new_task: Callable[[Call, Body, str | None], Task]
    """Makes the task of an accepted body; the text says why it will fail, None if it won't."""
    task_id: Callable[[Task], str]
    """Writes the id of a task."""
    find_task: Callable[[Call], Task | None]
    """Finds the task of a query, if the caller owns it."""
    find_asset: Callable[[Call], Asset | None]
    """Finds the asset of a call, if the caller owns it and hasn't deleted it."""
    save_asset: Callable[[Asset], None]
    """Stores a new asset."""
    delete_asset: Callable[[Asset], None]
    """Deletes an asset; its id is unknown from then on."""
    handlers: dict[str, Handler]
    """Answer an operation from start to end, refusals included; by the name of the operation."""
