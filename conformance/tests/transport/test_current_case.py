"""The case of a request ends with the block that names it."""

from contextlib import suppress

from seedance_conformance.transport.current_case import CURRENT_CASE, case_of, shared


def test_a_case_ends_with_its_block() -> None:
    """Requests after a block carry the case from before it, also when the block raises."""
    before = CURRENT_CASE.get()
    with case_of("outer"):
        with suppress(OSError), shared("inner"):
            assert CURRENT_CASE.get() == "shared: inner"
            raise OSError("the connection broke")
        assert CURRENT_CASE.get() == "outer"
    assert CURRENT_CASE.get() == before
