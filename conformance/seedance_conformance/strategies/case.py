"""One body that is evidence for one rule."""

from typing import Literal

from attrs import frozen


@frozen
class Case:
    """A create body and what a server owes it.

    Attributes:
        rule: id of the rule that it is evidence for.
        name: readable, and unique among the cases of its rule and expectation.
        body: the JSON body sent to create.
        expect: what the documents ask for.
        control: for an accepted case, a simpler body; a target that refuses it too shows nothing about this rule.
        late: a refusal may also come late, as a task that ends failed.
        disputed: judged on loopback, recorded on a remote target.
    """

    rule: str
    name: str
    body: object
    expect: Literal["accepted", "refused"]
    control: object | None = None
    late: bool = False
    disputed: bool = False
