"""The steps of answering, each one replaceable: what a fault wraps, so that the honest path has no fault in it."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from attrs import define

from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.probe.rules import Medium
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task

Body: TypeAlias = dict[str, object]
Handler: TypeAlias = Callable[[Call], Awaitable[Answer]]


@define
class Stages:
    """The honest steps; `faults/` replaces some of them by wrappers when a mock is set up to be wrong."""

    authenticate: Callable[[Call], bytes]
    """The owner behind a call; raises Refusal."""
    check_media_type: Callable[[Call], None]
    """Raises Refusal when a body is not labelled as JSON."""
    decode: Callable[[Call], Body]
    """The JSON object of a body; raises Refusal."""
    inspect_create: Callable[[Body], list[Problem]]
    """Every rule that a create body breaks by itself."""
    inspect_upload: Callable[[Body], list[Problem]]
    """Every rule that an upload body breaks by itself."""
    check_assets: Callable[[Body, bytes], list[Problem]]
    """What is wrong with the assets that a body names."""
    fetch_references: Callable[[Body], Awaitable[list[Problem]]]
    """What is wrong with the addresses that a body names."""
    find_media: Callable[[Body], Awaitable[list[Medium]]]
    """What the files are that a body names."""
    judge_media: Callable[[list[Medium]], list[Problem]]
    """Every media rule that these files break."""
    fetch_asset: Callable[[str], Awaitable[Problem | None]]
    """What is wrong with the address of an upload."""
    judge_asset: Callable[[str, Facts], list[Problem]]
    """Why a file can't become an asset of that type."""
    new_task: Callable[[Call, Body, str | None], Task]
    """The task that an accepted body starts; the text is the reason why it will fail."""
    task_id: Callable[[Task], str]
    """The id of a task."""
    find_task: Callable[[Call], Task | None]
    """The task a query asks for, if the caller owns it."""
    find_asset: Callable[[Call], Asset | None]
    """The asset that a call asks for, if the caller owns it and has not deleted it."""
    save_asset: Callable[[Asset], None]
    """Stores a new asset."""
    delete_asset: Callable[[Asset], None]
    """Makes an asset's id dead."""
    handlers: dict[str, Handler]
    """Each operation from call to answer, refusals included."""
