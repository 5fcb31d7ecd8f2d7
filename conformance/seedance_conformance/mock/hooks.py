"""The steps that answer a call. A fault replaces some of them, so the correct code knows nothing of faults."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from attrs import define

from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.references import AssetFile, NamedFiles
from seedance_conformance.mock.media.rules.checks import NamedFile
from seedance_conformance.mock.problems import Problems
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task

Body: TypeAlias = dict[str, object]
Handler: TypeAlias = Callable[[Call], Awaitable[Answer]]


@define
class Hooks:
    """The steps of a correct mock; `faults/` wraps some of them when a mock is set up to be wrong."""

    authenticate: Callable[[Call], bytes]  # the owner of the call's API key; raises Refusal
    check_media_type: Callable[[Call], None]  # raises Refusal if the Content-Type isn't JSON
    decode: Callable[[Call], Body]  # the JSON object in the body; raises Refusal
    inspect_create: Callable[[Body], Problems]  # every broken rule of a create body, without a look at its media
    inspect_upload: Callable[[Body], Problems]  # every broken rule of an upload body, without a look at its file
    check_assets: Callable[[Body, bytes], Problems]  # what is wrong with the assets that a body names, for an owner
    fetch_references: Callable[[Body], Awaitable[NamedFiles]]  # the files of a create body, and what can't be fetched
    check_media: Callable[[list[NamedFile]], Problems]  # every media rule that these files break
    fetch_asset: Callable[[str], Awaitable[AssetFile]]  # the file that an upload names
    check_asset_file: Callable[[str, Facts], Problems]  # why a file can't become an asset of that type
    new_task: Callable[[Call, Body, str | None], Task]  # of an accepted body; the text says why it will fail
    task_id: Callable[[Task], str]
    find_task: Callable[[Call], Task | None]  # the task of a query, if the caller owns it
    find_asset: Callable[[Call], Asset | None]  # the asset of a call, if the caller owns it and hasn't deleted it
    save_asset: Callable[[Asset], None]  # stores a new asset
    delete_asset: Callable[[Asset], None]  # its id is unknown from then on
    handlers: dict[str, Handler]  # answer an operation from start to end, refusals included, by its name
