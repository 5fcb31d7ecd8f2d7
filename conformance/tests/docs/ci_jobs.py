"""Run the jobs of a CI file on this machine, as GitHub and GitLab do: enough of both for the files of examples/ci."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

Job = dict[str, Any]


class Ran(NamedTuple):
    """What became of all jobs: exit codes of the shards, that of the merge, and the folder with the artefacts."""

    shards: list[int]
    merge: int
    artefacts: Path


@contextmanager
def machine(folder: Path, variables: Mapping[str, str]) -> Iterator["Machine"]:
    """A folder, and processes that end with it."""
    folder.mkdir(parents=True)
    here = Machine(folder, variables)
    try:
        yield here
    finally:
        for group in here.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


class Machine:
    """Runs scripts in a folder."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEEDANCE", "PYTEST"))}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.folder, self.variables = folder, {**kept, **variables, "PATH": path}
        self.groups: list[int] = []

    def run(self, script: str) -> int:
        """The exit code of a script; kits that it installs are here already."""
        script = re.sub(r"^pip install .*$", "true", script, flags=re.MULTILINE)
        with (self.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                ["bash", "-e", "-c", script],
                cwd=self.folder,
                env=self.variables,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            self.groups.append(process.pid)
            return process.wait(240)


# -- GitHub ------------------------------------------------------------------------------------------------------------


def filled(text: str, known: Mapping[str, object]) -> str:
    """A text with the values of its `${{ ... }}`."""
    return re.sub(r"\$\{\{ *([^}]+?) *\}\}", lambda found: str(known[found[1]]), text)


def always(part: Job) -> bool:
    """Whether a step or a job also runs after one that failed."""
    return bool(part.get("if") == "${{ !cancelled() }}")


def github_job(workflow: Job, name: str, here: Machine, store: Path, known: dict[str, object]) -> int:
    """Run the steps of a job; artefacts are folders of the store. Returns the exit code of the first that failed."""
    job, failed = workflow["jobs"][name], 0
    variables = {key: filled(str(value), known) for key, value in {**workflow["env"], **job.get("env", {})}.items()}
    here.variables |= variables
    known |= {f"env.{key}": value for key, value in variables.items()}
    for step in job["steps"]:
        if failed and not always(step):
            continue
        action, given = step.get("uses", "").partition("@")[0], step.get("with", {})
        given = {key: filled(str(value), known) for key, value in given.items()}
        if "run" in step:
            failed = failed or here.run(filled(step["run"], known))
        elif action == "actions/upload-artifact":
            shutil.copytree(here.folder / given["path"], store / given["name"])
        elif action == "actions/download-artifact":
            for found in store.glob(given["pattern"]):
                shutil.copytree(found, here.folder / given["path"] / found.name)
        else:
            assert action in ("actions/checkout", "actions/setup-python"), step
    return failed


def github(workflow: Job, folder: Path) -> Ran:
    """Run a workflow; its shards run one after another, since here all have the same ports."""
    store, shards = folder / "artefacts", workflow["jobs"]["shard"]["strategy"]["matrix"]["shard"]
    assert workflow["jobs"]["shard"]["strategy"]["fail-fast"] is False
    assert workflow["jobs"]["merge"]["needs"] == "shard"
    assert always(workflow["jobs"]["merge"])

    def shard(number: int) -> int:
        with machine(folder / f"machine-{number}", {}) as here:
            known: dict[str, object] = {"matrix.shard": number, "strategy.job-total": len(shards)}
            return github_job(workflow, "shard", here, store, known)

    codes = [shard(number) for number in shards]
    with machine(folder / "merge", {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")}) as here:
        code = github_job(workflow, "merge", here, store, {})
    return Ran(codes, code, store)


# -- GitLab ------------------------------------------------------------------------------------------------------------


def gitlab_job(pipeline: Job, name: str, here: Machine, store: Path) -> int:
    """Run a job as GitLab's runner does, all lines in one shell, and keep its artefacts; returns its exit code."""
    job = pipeline[name]
    here.variables |= {key: str(value) for key, value in pipeline["variables"].items()}
    if store.exists():
        shutil.copytree(store, here.folder, dirs_exist_ok=True)
    code = here.run("\n".join([*pipeline["default"]["before_script"], *job["script"]]))
    assert job["artifacts"]["when"] == "always"
    for pattern in job["artifacts"]["paths"]:
        for found in here.folder.glob(pattern.rstrip("/")):
            shutil.copytree(found, store / found.name, dirs_exist_ok=True)
    return code


def gitlab(pipeline: Job, folder: Path) -> Ran:
    """Run a pipeline; its shards run one after another, since here all have the same ports."""
    store, count = folder / "artefacts", pipeline["shard"]["parallel"]
    assert (pipeline["merge"]["needs"], pipeline["merge"]["when"]) == (["shard"], "always")

    def shard(number: int) -> int:
        variables = {"CI_NODE_INDEX": str(number), "CI_NODE_TOTAL": str(count)}
        with machine(folder / f"machine-{number}", variables) as here:
            return gitlab_job(pipeline, "shard", here, folder / f"artefacts-{number}")

    codes = [shard(number) for number in range(1, count + 1)]
    for number in range(1, count + 1):
        shutil.copytree(folder / f"artefacts-{number}", store, dirs_exist_ok=True)
    with machine(folder / "merge", {}) as here:
        code = gitlab_job(pipeline, "merge", here, store)
    assert (store / pipeline["merge"]["artifacts"]["reports"]["junit"]).exists()
    return Ran(codes, code, store)
