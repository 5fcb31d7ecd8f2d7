"""Runs Schemathesis on the target: each operation with examples, boundary and random cases, and the declared links.

Our transport sends and logs the requests.
"""

import json
import tomllib
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, unquote

import httpx
import hypothesis
import schemathesis
from attrs import define, field
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode, Response
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.generation.stateful import APIStateMachine
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

from seedance_conformance.resources import data_path
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.generating import generating, write_table_of_utf8
from seedance_conformance.suite.robustness.fixtures import fresh_asset, live_asset, live_task
from seedance_conformance.suite.schemathesis.attribution import attribute
from seedance_conformance.suite.schemathesis.checks import operation_id
from seedance_conformance.suite.schemathesis.media_addresses import with_media
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, create_outcome
from seedance_conformance.transport.errors import BudgetSpent
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

_OPERATIONS: Final = {
    "createVideo": "create",
    "getVideo": "query",
    "uploadAsset": "upload",
    "getAsset": "detail",
    "deleteAsset": "delete",
}
"""The contract's operations, and their names in the log."""

_LINK_STEPS = 5
# The form of a refusal is undocumented.
_ABOUT_SUCCESS = (content_type_conformance, response_headers_conformance, response_schema_conformance)


@define
class Findings:
    """What the checks found.

    Attributes:
        breaches: the first breach of each broken rule.
        answers: how many answers were checked.
        unanswered: a request got no answer, so the operation ends: each missing answer costs the whole time limit.
        stopped: the budget allows no more requests, so the operation ends.
    """

    breaches: dict[str, Breach] = field(factory=dict)
    answers: int = 0
    unanswered: bool = False
    stopped: BudgetSpent | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.unanswered or self.stopped is not None

    def sent(self, case: Case[Any], target: Target) -> Exchange | None:
        """The answer to a case, or None if the budget doesn't allow to send it; earlier findings are kept."""
        try:
            return send(case, target)
        except BudgetSpent as end:
            self.stopped = end
            return None

    def check(self, case: Case[Any], exchange: Exchange) -> None:
        """Apply the checks to an answer; RB-NO-HANG judges a missing one."""
        if exchange.status is None:
            self.unanswered = True
            return
        self.answers += 1
        for failure in _failures(case, exchange):
            for found in attribute(failure, exchange):
                self.breaches.setdefault(found.rule, Breach("an answer as the contract has it", found.reason, exchange))


def _load(context: Context) -> BaseSchema:
    """Load the contract with settings that are fair to correct servers.

    A `schemathesis.toml` in the working directory is ignored: a run must not depend on where it was started. A run of
    few rules generates only valid requests: the form of a refusal isn't judged.
    """
    write_table_of_utf8()
    settings = tomllib.loads(data_path("schemathesis.toml").read_text(encoding="utf-8"))
    if context.few:
        settings["generation"]["mode"] = GenerationMode.POSITIVE.value
    config = schemathesis.Config.from_dict({**settings, "seed": context.seed, "base-url": context.target.base_url})
    return schemathesis.openapi.from_path(data_path("seedance.yaml"), config=config)


def run_operation(context: Context, operation: str, examples: int) -> Findings:
    """Send the examples, the boundary cases and random cases of one operation (`operationId`), half of them invalid."""
    findings = Findings()

    def judge(case: Case[Any]) -> None:
        if findings.over:
            return
        with context.state.sending():
            _prepare(context, case)
            exchange = findings.sent(case, context.target)
        if exchange is not None:
            findings.check(case, exchange)

    with generating(context.state):
        schema = context.once("contract", lambda: _load(context))
        create_test(operation=_find(schema, operation), test_func=judge, config=_settings(schema, examples))()
    return findings


def run_links(context: Context, examples: int) -> Findings:
    """Follow chains of the declared links: create -> query, and upload -> detail -> delete."""
    findings = Findings()
    with generating(context.state):
        schema = context.once("contract", lambda: _load(context))
        seeded = hypothesis.seed(context.seed)(_links(context, schema, findings))
        try:
            seeded.run(settings=_hypothesis(examples, stateful_step_count=_LINK_STEPS))
        except hypothesis.errors.Unsatisfiable:
            # Unanswered calls are rejected; without any answer there is no chain.
            if not findings.over:
                raise
    return findings


def _links(context: Context, schema: BaseSchema, findings: Findings) -> type[APIStateMachine]:
    """The state machine of the links, which sends its calls through the target."""
    machine: type[APIStateMachine] = schema.as_state_machine()

    class Links(machine):  # type: ignore[misc, valid-type]
        def call(self, case: Case[Any], **kwargs: Any) -> Response:
            exchange = None
            if not findings.over:
                case.body = with_media(operation_id(case), case.body, context.media)
                with context.state.sending():
                    exchange = findings.sent(case, context.target)
            if exchange is None:
                hypothesis.reject()
            findings.check(case, exchange)
            if findings.unanswered:
                hypothesis.reject()
            return Response.from_any(as_response(exchange))

        def validate_response(self, response: Response, case: Case[Any], *args: Any, **kwargs: Any) -> None:
            """Do nothing: `call` has checked the answer, and a failure must neither end the chain nor be shrunk."""

    return Links


def _failures(case: Case[Any], exchange: Exchange) -> list[Failure]:
    outcome = create_outcome(exchange) if exchange.operation == "create" else call_outcome(exchange)
    excluded = [] if outcome is Outcome.ACCEPTED else list(_ABOUT_SUCCESS)
    try:
        case.validate_response(as_response(exchange), excluded_checks=excluded)
    except FailureGroup as group:
        return list(group.exceptions)
    return []


def _prepare(context: Context, case: Case[Any]) -> None:
    operation = operation_id(case)
    case.body = with_media(operation, case.body, context.media)
    valid = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if not (valid and case.path_parameters):
        return
    find = {"getVideo": live_task, "getAsset": live_asset, "deleteAsset": fresh_asset}[operation]
    try:
        subject = find(context)
    except Inconclusive:
        return  # keep the generated id: its answer is checked, too
    case.path_parameters = {name: quote(subject, safe="") for name in case.path_parameters}


def _find(schema: BaseSchema, name: str) -> APIOperation[Any, Any, Any, Any]:
    for result in schema.get_all_operations():
        if isinstance(result, Ok) and result.ok().definition.raw.get("operationId") == name:
            return result.ok()
    raise LookupError(f"the contract has no operation '{name}': it has {', '.join(_OPERATIONS)}")


def _settings(schema: BaseSchema, examples: int) -> HypothesisTestConfig:
    return HypothesisTestConfig(
        project=schema.config,
        modes=list(HypothesisTestMode),
        settings=_hypothesis(examples),
        seed=schema.config.seed,
        apply_ci_profile=False,
    )


def _hypothesis(examples: int, **more: Any) -> hypothesis.settings:
    return hypothesis.settings(
        database=None,
        deadline=None,
        derandomize=False,
        max_examples=examples,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )


def send(case: Case[Any], target: Target) -> Exchange:
    """Send a case with the first key, without generated headers, many of which can't be sent; raises TransportError."""
    request = case.as_transport_kwargs(base_url=target.base_url)
    path = str(request["url"]).removeprefix(target.base_url)
    operation = _OPERATIONS[operation_id(case)]
    content = _content(request)
    return target.send(
        case.method,
        path,
        operation=operation,
        subject=unquote(path.rpartition("/")[2]) if content is None else None,
        content=content,
    )


def as_response(exchange: Exchange) -> httpx.Response:
    """The answer as a response for Schemathesis; raises ValueError without an answer."""
    if exchange.status is None:
        raise ValueError(f"exchange {exchange.number} has no answer")
    # The body is already decoded, so its length may have changed.
    coded = ("content-encoding", "content-length", "transfer-encoding")
    headers = {name: value for name, value in exchange.headers.items() if name not in coded}
    request = httpx.Request(exchange.method, exchange.url, content=exchange.request_body)
    response = httpx.Response(exchange.status, headers=headers, content=exchange.body, request=request)
    response.elapsed = timedelta(seconds=exchange.seconds)
    return response


def _content(request: dict[str, Any]) -> bytes | None:
    if "json" in request:
        return json.dumps(request["json"]).encode()
    data = request.get("data")
    return data.encode() if isinstance(data, str) else data
