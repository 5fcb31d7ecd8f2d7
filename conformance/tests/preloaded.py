"""What the programs import and prepare that `tests.forks` runs; nothing here starts a thread."""

import hypothesis  # noqa: F401
import schemathesis  # noqa: F401
import seedance_conformance.cli.conform
import seedance_conformance.cli.report
import seedance_conformance.mock.server
import seedance_conformance.runner.plugin  # noqa: F401
from seedance_conformance.runner.session import preload

preload()
