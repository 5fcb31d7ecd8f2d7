"""`--dry-run`: print what a run would send, in order, and what it could cost. It sends nothing and needs no key."""

import sys
from collections.abc import Iterator

import pytest

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.outcome.exit_codes import ExitCode
from seedance_conformance.runner.planning.cost import Cost, needs_media, total_cost
from seedance_conformance.runner.planning.plan import NO_MEDIA, Plan, rule_of
from seedance_conformance.stdout import output_error

_IN_PART = "judged in part, since media aren't published: give --media-url"
_NO_TEST = "no test can judge them; `seedance rules ID` says why"
_FREE = "Nothing is billed: the target is on this machine. Give --base-url to see the cost of another target."
_NO_SECOND_KEY = "needs a second account: export SEEDANCE_API_KEY_2"


class DryRun:
    """A pytest plugin that replaces a run: it collects the tests and prints them."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._plan = Plan(settings, catalogue)
        self._skipped: list[pytest.Item] = []
        self._trouble: str | None = None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make the tests of the combined bodies."""
        self._plan.parametrise(metafunc)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Order the tests as the run would, and set those apart that it would skip."""
        kept, _ = self._plan.select(items)
        if self._settings.shard:
            kept, _ = self._plan.select_shard(kept, self._settings.shard)
        self._skipped = [item for item in kept if self._skip_reason(item)]
        items[:] = [item for item in kept if not self._skip_reason(item)]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Print the plan instead of running it."""
        plan = "\n".join(self._lines(session.items))
        try:
            print(plan, flush=True)
        except OSError as error:
            self._trouble = output_error(error)
        return True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Exit with 0 also if no test was selected, and with 2 if stdout refused the plan."""
        if self._trouble:
            print(f"seedance: {self._trouble}", file=sys.stderr)
            session.exitstatus = ExitCode.USAGE
        elif exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK

    def _skip_reason(self, item: pytest.Item) -> str | None:
        if item.get_closest_marker("second_key") and self._settings.second_key is None:
            return _NO_SECOND_KEY
        remote = self._settings.remote and self._settings.media_url is None
        if remote and (item.get_closest_marker("media") or needs_media(item, self._plan.media)):
            return NO_MEDIA
        return None

    def _lines(self, items: list[pytest.Item]) -> Iterator[str]:
        yield from self._order(items)
        yield ""
        yield from self._costs(items) if self._settings.remote else [_FREE]
        yield from self._left_out(items)
        yield "Nothing was sent."

    def _order(self, items: list[pytest.Item]) -> Iterator[str]:
        sending = [item for item in items if not item.get_closest_marker("last") or self._plan.cost(item).worst]
        billed = self._settings.remote
        yield f"{'':>5}  {'at worst  conforming  ' if billed else ''}{'rule':<25} case, in the order of the run"
        for number, item in enumerate(sending, 1):
            cost = self._plan.cost(item)
            numbers = f"{cost.worst:>8}  {cost.conforming:>10}  " if billed else ""
            yield f"{number:>5}  {numbers}{rule_of(item) or 'several rules':<25} {item.name}"
        yield f"       and {len(items) - len(sending)} tests that judge the whole log, when every task has ended"

    def _costs(self, items: list[pytest.Item]) -> Iterator[str]:
        total = total_cost(items, self._plan.media)
        # In the full profile two tests share one body, which is sent once.
        about = "at most " if self._settings.profile == "full" else ""
        yield f"Worst case, if the target accepts everything: {_tasks(total.worst)} billed."
        yield (f"Worst case, if all answers are unclear: {total.unclear} requests maybe billed; they count as spent.")
        yield f"If the target keeps the rules: {about}{_tasks(total.conforming)} billed."
        packing = self._plan.combination
        if packing.bodies:
            whole = "In all shards together" if self._settings.shard else "Of these"
            yield (
                f"{whole}, {packing.singles} bodies cover every rule about what must be accepted "
                f"(minimum: {packing.least_singles})."
            )
            yield (
                f"{whole}, {len(packing.bodies)} bodies cover every pair of values of model, mode, ratio, duration and "
                f"audio (minimum: {packing.least})."
            )
        yield from self._budget(total)

    def _budget(self, total: Cost) -> Iterator[str]:
        """Whether the budget, or the shard's share of it, is enough."""
        budget, shard = self._settings.own_budget, self._settings.shard
        if budget is None:
            return
        what = f"--budget {budget}"
        if shard:
            whole, what = self._settings.budget, f"A share of {budget}"
            yield f"--budget {whole} is one budget for all shards: shard {shard} may spend {budget} of it."
        if shard and budget == 0:
            yield f"So it sends no create: give --budget {shard.count} or more, or use fewer shards."
            return
        enough = "is enough" if budget >= total.conforming else "isn't enough"
        yield f"{what} {enough} for a target that keeps the rules. The run stops when it is used up."

    def _left_out(self, items: list[pytest.Item]) -> Iterator[str]:
        found: dict[str, list[str]] = {}
        for rule_id, why in self._reasons(items).items():
            found.setdefault(why, []).append(rule_id)
        if found:
            yield ""
            yield "Left out:"
        for why, rules in found.items():
            yield f"  {why} ({len(rules)}): {', '.join(rules)}"

    def _reasons(self, items: list[pytest.Item]) -> dict[str, str]:
        """Selected rule -> why it isn't judged, or only in part."""
        plan, settings = self._plan, self._settings
        judged = {rule_of(item) for item in items}
        skipped = {rule_of(item): self._skip_reason(item) for item in self._skipped}
        if settings.remote:
            judged |= plan.combined_rules(with_media=settings.media_url is not None)
            skipped |= dict.fromkeys(plan.combined_rules(with_media=True) - judged, NO_MEDIA)
        reasons = {}
        for rule_id, rule in self._catalogue.rules.items():
            why = skipped.get(rule_id)
            if rule_id in judged and why == NO_MEDIA:
                why = _IN_PART
            elif rule.unjudged:
                why = _NO_TEST
            elif rule_id not in judged:
                why = why or plan.left_out.get(rule_id, "no test")
            if why and rule_id in settings.rules:
                reasons[rule_id] = why
        return reasons


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"
