"""A small project that the environment scripts install without the network: one locked wheel, and a build backend."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from attrs import frozen

ROOT = Path(__file__).parents[3]
LOCKED = "seedance_locked"

_BACKEND = """
import os, shutil

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return os.path.basename(shutil.copy("seedance_kit-1.0-py3-none-any.whl", wheel_directory))
"""
_PROGRAM = """
import seedance_locked, sys

def main():
    print(seedance_locked.__file__, *sys.argv[1:])
"""


def load_script(name: str) -> ModuleType:
    """A module of the folder `scripts`."""
    spec = importlib.util.spec_from_file_location(f"{name}_script", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def write_wheel(folder: Path, package: str, file: str, content: str, *, needs: str = "", scripts: str = "") -> bytes:
    """Write the wheel of a package with one file; its bytes."""
    info = f"{package}-1.0.dist-info/"
    files = {
        file: content,
        info + "METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n{needs}",
        info + "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        info + "entry_points.txt": scripts,
    }
    files[info + "RECORD"] = "".join(f"{name},,\n" for name in [*files, info + "RECORD"])
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return path.read_bytes()


@frozen
class Workshop:
    """A checkout in a folder with a blank and a letter outside of ASCII, on a bare machine.

    `environment` has its variables: the only package source is a folder.
    """

    root: Path
    home: Path
    environment: dict[str, str]

    @classmethod
    def make(cls, folder: Path) -> "Workshop":
        """Write the checkout, its lock and the wheel."""
        root, home, wheels = folder / "ein Ordner mit ä", folder / "home", folder / "wheels"
        package = root / "conformance" / "seedance_conformance"
        for made in (root / "scripts", package, root / "generated" / "seedance_client", home, wheels):
            made.mkdir(parents=True)
        for name in ("environment", "environment.py", "conform"):
            shutil.copy(ROOT / "scripts" / name, root / "scripts")
        backend = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        (root / "pyproject.toml").write_text(backend + '[project]\nname = "seedance-kit"\nversion = "1"\n', "utf-8")
        (root / "backend.py").write_text(_BACKEND, "utf-8")
        run = "[console_scripts]\nseedance = seedance_conformance:main\n"
        needs, pth = "Requires-Dist: seedance-locked\n", str(root / "conformance")
        write_wheel(root, "seedance_kit", "seedance_kit.pth", pth, needs=needs, scripts=run)
        digest = hashlib.sha256(write_wheel(wheels, LOCKED, f"{LOCKED}.py", "")).hexdigest()
        (package / "__init__.py").write_text(_PROGRAM, "utf-8")
        (root / "requirements.lock").write_text(f"{LOCKED}==1.0 \\\n    --hash=sha256:{digest}\n", "utf-8")
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHON": sys.executable}
        return cls(root, home, environment | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)})

    @property
    def venv(self) -> Path:
        """The environment for runs."""
        return self.root / ".venv"

    def conform(self, settings: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        """Run `scripts/conform --profile quick` with a user's settings."""
        command, environment = ["scripts/conform", "--profile", "quick"], self.environment | dict(settings or {})
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
        )
