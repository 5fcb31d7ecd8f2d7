"""Find the data files: inside an installed wheel, or in the repository of an editable install."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


class ResourceError(Exception):
    """A data file of this package is missing or invalid; the message says which and what to do."""


def data_path(name: str) -> Path:
    """The path of a data file, `seedance.yaml` or `rules.yaml`.

    Raises:
        ResourceError: neither the package nor the repository has the file.
    """
    candidates = (_PACKAGE / "data" / name, _PACKAGE.parents[1] / "openapi" / name)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    looked = " and ".join(str(candidate) for candidate in candidates)
    raise ResourceError(f"{name} is missing (looked for {looked}): install seedance-kit again")
