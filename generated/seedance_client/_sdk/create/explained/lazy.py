# Copied from openapi/companion/_sdk/create/explained/lazy.py by scripts/regenerate: edit it there.
# pyright: standard
"""Regular expressions that are compiled when they are first used.

Only answers that aren't a new task need them, and compiling them takes a third of the time of importing the client. The
modules themselves are imported at once: a file that can't be read must not hide a paid task.
"""

from __future__ import annotations

import re
from typing import Any, cast


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A compiled regular expression, for what its methods do."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """The method of the compiled expression, which is kept."""
        method = getattr(re.compile(*self._given), name)
        setattr(self, name, method)
        return method
