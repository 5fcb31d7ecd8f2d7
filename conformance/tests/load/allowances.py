"""What the processes of a load run have to ask their master."""

from typing import Any

from seedance_conformance.load.findings import FindingSender
from seedance_conformance.load.master import Master
from seedance_conformance.load.worker import Allowance
from seedance_conformance.transport.spending.budget import Budget


def allowance(master: Master | Budget, findings: FindingSender) -> Allowance:
    """The allowance of a process whose messages reach the master at once."""

    def send(name: str, data: Any) -> None:
        assert name == "seedance_reserve"
        made.reserved(data["number"], master.reserve(data["case"], data["mark"]))

    made = Allowance(send, findings)
    return made
