"""Observations of times: how long tasks take, and how fast they can be polled."""

from collections import defaultdict
from statistics import median

from seedance_conformance.suite.log.history import History, request_fields
from seedance_conformance.suite.log.registry import observation


@observation("LC-TIME")
def time_to_finish(history: History) -> str | None:
    """Seconds from create to the first answer that shows the end, by model."""
    times: dict[str, list[float]] = defaultdict(list)
    for task in history.tasks:
        ended = next((answer for answer in task.own if answer.status in ("completed", "failed")), None)
        if ended is not None:
            asked = request_fields(task.create.exchange)
            model = str(asked.get("model", "no model")) if asked else "a create whose body can't be read"
            times[model].append(ended.received - task.create.exchange.sent)
    parts = [f"{model} {median(found):.1f} (at most {max(found):.1f}) s" for model, found in sorted(times.items())]
    return "; ".join(parts) or None


@observation("LC-RATE-LIMIT")
def polling_rate(history: History) -> str | None:
    """How many queries got rate-limit responses, and the most queries within a second."""
    queries = sorted((one for one in history.log if one.operation == "query"), key=lambda one: one.sent)
    fastest, start = 0, 0
    for position, exchange in enumerate(queries):
        while exchange.sent - queries[start].sent > 1.0:
            start += 1
        fastest = max(fastest, position - start + 1)
    if not queries:
        return None
    limited = sum(1 for exchange in queries if exchange.status in (429, 503))
    return f"{limited} of {len(queries)} queries got rate-limit responses (429 or 503); up to {fastest} within a second"
