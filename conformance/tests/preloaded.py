"""What the programs import that `tests.forks` runs; no module here starts a thread."""

from importlib import import_module
from pathlib import Path

import hypothesis  # noqa: F401
import schemathesis  # noqa: F401
import seedance_conformance.cli.conform
import seedance_conformance.cli.report
import seedance_conformance.mock.server
import seedance_conformance.runner.plugin  # noqa: F401
from seedance_conformance import suite

for path in sorted(Path(suite.__file__).parent.rglob("test_*.py")):
    import_module(".".join((suite.__name__, *path.relative_to(Path(suite.__file__).parent).with_suffix("").parts)))
