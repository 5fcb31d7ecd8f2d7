"""Make a virtual environment that holds exactly what a lock names, and print its folder.

    python3 -I scripts/environment.py run       .venv: what conform, mock and the extra `conformance` need
    python3 -I scripts/environment.py develop   .venv-dev: the same versions, and the development tools

Nothing is resolved. pip installs each locked wheel as it stands, with its hash checked and without dependencies, so a
package that was released after the lock can't change the result. `pip check` then proves the environment whole.
Only the standard library is used here: this runs before anything is installed.

Exit status: 0 ready; 2 this machine lacks something, and the message says what; 3 pip failed; 130 interrupted.
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
"""A change of these needs the project installed again, and nothing else."""
PACKAGES = ("conformance/seedance_conformance", "generated/seedance_client")

KEPT_SETTINGS = {
    *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host", "cert", "client-cert", "proxy"),
    *("timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "keyring-provider", "no-input"),
}
"""pip settings about where packages come from. All others (`user`, `target`, `constraint`, `require-virtualenv`, ...)
say how to install something else, and would break the locked installation."""
KEPT_VALUES = {"use-feature": "truststore", "use-deprecated": "legacy-certs"}
"""Setting -> the one value of it that is about certificates."""


class Unready(Exception):
    """The environment can't be made; the message says why and what to do.

    Attributes:
        status: the exit status, 2 for a lack of this machine and 3 for a failure of pip.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def say(message: str) -> None:
    """Tell the user, on stderr."""
    with contextlib.suppress(OSError, ValueError):  # a stderr that is closed or full is no reason to stop
        print(f"seedance-kit: {message}", file=sys.stderr, flush=True)


def digest(*names: str) -> str:
    """A digest of some files of the checkout."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def wanted(lock: str) -> dict[str, str]:
    """What an environment is made of; it is stale when this changes."""
    return {"python": f"{sys.version} {sys.base_prefix}", "root": str(ROOT), "lock": digest(lock)} | {
        "project": digest(*PROJECT_FILES)
    }


def stamped(folder: Path) -> dict[str, str]:
    """What a finished environment is made of; empty where there is none, or its making was interrupted."""
    try:
        stamp = json.loads((folder / ".stamp").read_text("utf-8"))
        whole = all(os.access(folder / "bin" / name, os.X_OK) for name in ("python", "seedance"))
        return stamp if whole and isinstance(stamp, dict) else {}
    except (OSError, ValueError):
        return {}


def check_machine() -> None:
    """Look for what a virtual environment needs.

    Raises:
        Unready: it isn't there.
    """
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Unready(
            f"{sys.executable} has no ensurepip, which makes virtual environments: install it "
            f"(Debian, Ubuntu: apt install python{version}-venv), or set PYTHON to a Python that has it"
        )
    if any(sign in str(ROOT) for sign in ":\n\r") or not str(ROOT).isprintable():
        raise Unready(f"no virtual environment can be made in {str(ROOT)!r}: copy the checkout to a plainer path")
    if not os.access(ROOT, os.W_OK):
        raise Unready(f"{ROOT} can't be written, so no environment can be made there: copy the checkout elsewhere")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second process wait until the first has made its environment.

    The lock is on this file, so that no lock file is left in the checkout.
    """
    with Path(__file__).open("rb") as file:
        try:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another process that makes an environment here")
                fcntl.flock(file, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass  # no locks here: two processes that start at the same time may disturb each other
        yield


def run(command: list[str], environment: dict[str, str], what: str, hint: str = "") -> str:
    """Run a command; its output.

    Raises:
        Unready: it failed; the message ends with its own last words.
    """
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
    """The variables for pip: of its settings only those that say where packages come from.

    Args:
        python: of the new environment.
    """
    clean = clean_environment()
    listed = run([str(python), "-m", "pip", "config", "list"], clean, "reading pip's settings")
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}  # the later one holds, as in pip
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
    """Fill a new environment with what a lock names.

    Args:
        folder: of the environment.
        lock: the lock.
        pip: the version of pip to use, or None for the one that comes with Python.

    Raises:
        Unready: it can't be made.
    """
    run([sys.executable, "-I", "-m", "venv", "--clear", str(folder)], clean_environment(), f"making {folder}")
    python = folder / "bin/python"
    environment = pip_environment(python)
    installing = [str(python), "-m", "pip", "install", "-qq", "--no-deps"]
    if pip:
        run([*installing, f"pip{pip}"], environment, f"installing pip{pip}")
    # A wheel is what was locked; building from source would ask the index for build tools.
    locked = ["--only-binary", ":all:", "--require-hashes", "-r", str(lock)]
    hint = "if your network needs a proxy or another index, give them to pip (PIP_PROXY, PIP_INDEX_URL or pip.conf)"
    run([*installing, *locked], environment, f"installing {lock.name}", hint)


def relative_lines(path: Path) -> str:
    """A .pth file's text, with each folder of this checkout relative to the file.

    Python reads the file in the locale's encoding: with LC_ALL=C, a folder's name with an "ä" would stop each start.
    """
    lines = path.read_text("utf-8").splitlines()
    here = (os.path.relpath(line, path.parent) if line.startswith(str(ROOT)) else line for line in lines)
    return "\n".join([*here, ""])


def install_project(folder: Path) -> None:
    """Install this checkout, in editable form, and prove the environment whole.

    Raises:
        Unready: something is missing or doesn't fit.
    """
    python = folder / "bin/python"
    environment = pip_environment(python)
    installing = [str(python), "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    run(installing, environment, "installing this checkout")
    for path in folder.glob("lib/*/site-packages/*.pth"):
        path.write_text(relative_lines(path), "utf-8")
    run([str(python), "-m", "pip", "check"], environment, "pip check")
    # As pip does for what it installs: the first run need not wait for it, nor each one where Python writes no caches.
    packages = [str(ROOT / package) for package in PACKAGES]
    subprocess.run([str(python), "-m", "compileall", "-q", *packages], env=environment, check=False)


def prepare(name: str, folder: Path, lock: Path, pip: str | None = None) -> None:
    """Make an environment, unless it is there and fresh.

    Raises:
        Unready: it can't be made.
    """
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
            say(f"bringing {folder} up to date")
        else:
            say(f"making {folder} from {lock.name} (once: {COSTS[name]})")
            install(folder, lock, pip)
        install_project(folder)
        (folder / ".stamp").write_text(json.dumps(goal), "utf-8")


def main() -> int:
    """Make the environment that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=ENVIRONMENTS)
    parser.add_argument("--pip", metavar="SPECIFIER", help="use this pip, such as ==22.3 (to test the lock)")
    chosen = parser.parse_args()
    folder, lock = ENVIRONMENTS[chosen.name]
    try:
        prepare(chosen.name, ROOT / folder, ROOT / lock, chosen.pip)
    except Unready as trouble:
        say(str(trouble))
        return trouble.status
    except OSError as trouble:
        say(f"{ROOT / folder} can't be made: {trouble}")
        return 2
    except KeyboardInterrupt:
        say("interrupted; the next run makes the environment anew")
        return 130
    print(ROOT / folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
