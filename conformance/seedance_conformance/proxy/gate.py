"""Whether a create may be forwarded: `--check` and `--max-tasks`."""

import json
from typing import Any, Final

from attrs import define

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.recording.judging.contract import load_contract
from seedance_conformance.transport.errors import BudgetSpent
from seedance_conformance.transport.spending.budget import Budget

_HEAD: Final = (
    "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
    "Seedance-Proxy: refused\r\nConnection: close\r\n\r\n"
)

NOT_SENT: Final = "refused by seedance proxy, and not sent to the service: "
EMPTY_LINE: Final = b"\r\n\r\n"


@define
class Gate:
    """Decides about creates, and keeps the ledger; with `check`, bodies that certainly break a rule are refused."""

    check: bool
    budget: Budget
    catalogue: Catalogue
    remote: bool

    @property
    def is_closed(self) -> bool:
        """Whether it refuses anything, so that every request must be readable."""
        return self.check or self.budget.limit is not None

    def judged(self, body: bytes | None) -> tuple[list[str], str]:
        """The documented rules that the body of a create certainly breaks; and if it can't be checked, why.

        The body is without its Content-Encoding; None if it is too long, or in an encoding that can't be read.
        """
        if body is None:
            return [], "its body has more than 1 MiB, or an encoding other than gzip and deflate"
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return [], "its body isn't JSON"
        reading = load_contract().create(document, remote=self.remote)
        if not reading.clear:
            return [], "the contract doesn't say which rules its body breaks"
        # A disputed rule may be wrong for this service, so only the service decides.
        disputed = {rule for rule in reading.broken if self.remote and self.catalogue.rules[rule].disputed}
        return sorted(reading.broken - disputed), ""

    def reserve(self, number: int) -> int | None:
        """Reserve a task in the ledger, before its create is forwarded; None if the limit is reached."""
        try:
            return self.budget.reserve(f"create {number}")
        except BudgetSpent:
            return None

    def refuse_body(self, rules: list[str]) -> bytes:
        """The answer to a create that breaks rules."""
        # Without their statements: the names of models in them could be read as the id of a task.
        return refusal("CheckFailed", f"the body breaks {', '.join(rules)}; see `seedance rules`", rules)

    def refuse_more(self) -> bytes:
        """The answer to a create beyond the limit."""
        return refusal("MaxTasks", f"the limit of --max-tasks {self.budget.limit} is reached", [])


def refusal(code: str, reason: str, rules: list[str]) -> bytes:
    """An answer of the proxy itself, which says so; nothing was sent to the service."""
    error: dict[str, Any] = {"code": f"SeedanceProxy.{code}", "message": NOT_SENT + reason, "type": "seedance_proxy"}
    content = json.dumps({"error": error | ({"details": rules} if rules else {})}, ensure_ascii=False).encode()
    return _HEAD.format(length=len(content)).encode() + content
