"""Settings of glibc's allocator that make a run with many threads return its memory to the system."""

import ctypes
from contextlib import suppress
from typing import Final

# The numbers of the settings in malloc.h.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
_LARGE: Final = 256 * 1024


def keep_heap_small() -> None:
    """Use one arena, and return large blocks to the system as soon as they are free; does nothing without glibc.

    By default glibc makes eight arenas for each core, keeps what is freed in them, and raises by itself the size from
    which on blocks are returned: a run held twice the memory that its objects need.
    """
    with suppress(OSError, AttributeError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        for setting, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
            mallopt(setting, value)


def give_back() -> None:
    """Return the free parts of the heap to the system, also those below parts that are in use."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
