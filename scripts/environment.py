"""Create a virtual environment with exactly the packages of a lock, and print its folder.

    python3 -I scripts/environment.py run       .venv: what conform, mock and the extra `conformance` need
    python3 -I scripts/environment.py develop   .venv-dev: the same versions, and the development tools

Nothing is resolved. pip installs each locked wheel without dependencies and checks its hash, so a newer release can't
change the result. `pip check` then verifies the environment. This script uses only the standard library, since it runs
before anything is installed.

Exit status: 0 ready; 2 this machine lacks something that the message names; 3 pip failed; 130 interrupted.
"""

import argparse
import ast
import contextlib
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = {"run": (".venv", "requirements.lock"), "develop": (".venv-dev", "requirements-dev.lock")}
"""Name -> folder, lock."""
COSTS = {"run": "about 20 s, 250 MB", "develop": "about a minute, 920 MB"}
PROJECT_FILES = ("pyproject.toml", "conformance/seedance_conformance/__init__.py")
"""After a change of these only the project is installed again."""
PACKAGES = ("conformance/seedance_conformance", "generated/seedance_client")

KEPT_SETTINGS = {
    *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host", "cert", "client-cert", "proxy"),
    *("timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "keyring-provider", "no-input"),
}
"""pip settings about the source of packages. Others (`user`, `target`, `constraint`, `require-virtualenv`, ...) would
break the locked installation."""
KEPT_VALUES = {"use-feature": "truststore", "use-deprecated": "legacy-certs"}
"""Setting -> its one value that concerns certificates."""


class Unready(Exception):
    """The environment can't be created; the message says why and what to do.

    The exit status is 2 if the machine lacks something, 3 if pip failed.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def say(message: str) -> None:
    """Print a message on stderr."""
    with contextlib.suppress(OSError, ValueError):  # continue if stderr is closed or full
        print(f"seedance-kit: {message}", file=sys.stderr, flush=True)


def digest(*names: str) -> str:
    """A digest of some files of the checkout."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def wanted(lock: str) -> dict[str, str]:
    """The inputs of an environment; it is stale if they change."""
    python = f"{sys.version} {sys.base_prefix}"
    return {"python": python, "root": str(ROOT), "lock": digest(lock), "project": digest(*PROJECT_FILES)}


def stamped(folder: Path) -> dict[str, str]:
    """The inputs of a complete environment; empty if it is missing or incomplete."""
    try:
        stamp = json.loads((folder / ".stamp").read_text("utf-8"))
        whole = all(os.access(folder / "bin" / name, os.X_OK) for name in ("python", "seedance"))
        return stamp if whole and isinstance(stamp, dict) else {}
    except (OSError, ValueError):
        return {}


def check_machine() -> None:
    """Check that this machine can create a virtual environment; raises Unready."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Unready(
            f"{sys.executable} has no ensurepip, which virtual environments need: install it "
            f"(Debian, Ubuntu: apt install python{version}-venv), or set PYTHON to a Python that has it"
        )
    if any(sign in str(ROOT) for sign in ":\n\r") or not str(ROOT).isprintable():
        raise Unready(f"a virtual environment can't be created in {str(ROOT)!r}: use a simpler path")
    if not os.access(ROOT, os.W_OK):
        raise Unready(f"{ROOT} isn't writable, so the environment can't be created there: copy the checkout elsewhere")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let other processes wait until this one has created its environment; this file is the lock."""
    with Path(__file__).open("rb") as file:
        try:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another process that creates an environment here")
                fcntl.flock(file, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass  # without locks, processes that start at the same time may disturb each other
        yield


def run(command: list[str], environment: dict[str, str], what: str, hint: str = "") -> str:
    """Run a command and return its output; raises Unready, with the last lines of that, if it fails."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        words = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise Unready("\n".join(filter(None, (f"{what} failed:", words, hint))), 3)
    return done.stdout


def clean_environment() -> dict[str, str]:
    """The variables for Python and pip, without those that change what Python imports or writes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | {"PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}


def pip_environment(python: Path) -> dict[str, str]:
    """The variables for the pip of an environment: of its settings only those about the source of packages."""
    clean = clean_environment()
    listed = run([str(python), "-m", "pip", "config", "list"], clean, "reading pip's settings")
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}  # later ones win, as in pip
    for line in listed.splitlines():
        name, _, text = line.partition("=")
        section, _, setting = name.rpartition(".")
        value = str(ast.literal_eval(text)) if section in found else ""
        if section in found and (setting in KEPT_SETTINGS or value == KEPT_VALUES.get(setting)):
            found[section]["PIP_" + setting.upper().replace("-", "_")] = value
    others = {name: value for name, value in clean.items() if not name.upper().startswith("PIP_")}
    kept = found["global"] | found["install"] | found[":env:"]
    return others | kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def install(folder: Path, lock: Path, pip: str | None) -> None:
    """Create an environment with a lock's packages, by Python's pip or a version such as `==22.3`; raises Unready."""
    run([sys.executable, "-I", "-m", "venv", "--clear", str(folder)], clean_environment(), f"creating {folder}")
    python = folder / "bin/python"
    environment = pip_environment(python)
    installing = [str(python), "-m", "pip", "install", "-qq", "--no-deps"]
    if pip:
        run([*installing, f"pip{pip}"], environment, f"installing pip{pip}")
    # Only wheels are locked; building from source would fetch build tools from the index.
    locked = ["--only-binary", ":all:", "--require-hashes", "-r", str(lock)]
    hint = "if your network needs a proxy or another index, give them to pip (PIP_PROXY, PIP_INDEX_URL or pip.conf)"
    run([*installing, *locked], environment, f"installing {lock.name}", hint)


def install_project(folder: Path) -> None:
    """Install this checkout in editable form, and verify the environment; raises Unready."""
    python = folder / "bin/python"
    environment = pip_environment(python)
    installing = [str(python), "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    run(installing, environment, "installing this checkout")
    # Python decodes .pth files by the locale: with LC_ALL=C, a path with an "ä" in it would break every start.
    for path in folder.glob("lib/*/site-packages/*.pth"):
        lines = path.read_text("utf-8").splitlines()
        here = (os.path.relpath(line, path.parent) if line.startswith(str(ROOT)) else line for line in lines)
        path.write_text("\n".join([*here, ""]), "utf-8")
    run([str(python), "-m", "pip", "check"], environment, "pip check")
    # Compile, as pip does for packages: this speeds up the first run, and all runs if Python writes no caches.
    packages = [str(ROOT / package) for package in PACKAGES]
    subprocess.run([str(python), "-m", "compileall", "-q", *packages], env=environment, check=False)


def prepare(name: str, folder: Path, lock: Path, pip: str | None = None) -> None:
    """Create an environment unless it is up to date; raises Unready."""
    goal = wanted(lock.name)
    if stamped(folder) == goal:
        return
    check_machine()
    with one_at_a_time():
        found = stamped(folder)
        if found == goal:
            return
        (folder / ".stamp").unlink(missing_ok=True)
        if {**found, "project": ""} == {**goal, "project": ""}:
            say(f"updating {folder}")
        else:
            say(f"creating {folder} from {lock.name} (once: {COSTS[name]})")
            install(folder, lock, pip)
        install_project(folder)
        (folder / ".stamp").write_text(json.dumps(goal), "utf-8")


def main() -> int:
    """Create the environment that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=ENVIRONMENTS)
    parser.add_argument("--pip", metavar="SPECIFIER", help="use this pip, such as ==22.3 (to test the lock)")
    chosen = parser.parse_args()
    folder, lock = ENVIRONMENTS[chosen.name]
    try:
        prepare(chosen.name, ROOT / folder, ROOT / lock, chosen.pip)
    except Unready as error:
        say(str(error))
        return error.status
    except OSError as error:
        say(f"{ROOT / folder} can't be created: {error}")
        return 2
    except KeyboardInterrupt:
        say("interrupted; the next run creates the environment again")
        return 130
    print(ROOT / folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
