"""The SQL of the journal in PostgreSQL. Values are named, and times are Unix seconds.

Statements are put together only from constants of this module.
"""
# ruff: noqa: S608

from __future__ import annotations

from typing import Final

_COLUMNS: Final = """number, request_id, state, base_url, body_hash, body, label, metadata, task_id,
    cost::float8 as cost, case when held_until > clock_timestamp() then held_by end as held_by,
    extract(epoch from sent_at)::float8 as sent_at, extract(epoch from changed_at)::float8 as changed_at"""
_IS_OPEN: Final = "state not in ('refused', 'downloaded', 'failed', 'settled')"
_TO: Final = "(%(base_url)s::text is null or base_url in ('', %(base_url)s))"
_IS_FREE: Final = "(held_until is null or held_until < clock_timestamp())"
_MAY_HOLD: Final = f"({_IS_FREE} or held_by = %(holder)s)"
_UNTIL: Final = "clock_timestamp() + make_interval(secs => %(lease)s)"

LOCK: Final = "select pg_advisory_xact_lock(%(key)s)"
IS_KNOWN: Final = """
select version, exists (select 1 from seedance_request where request_id = %(request_id)s) as known
from seedance_schema"""
"""After the lock, and with the table of the requests, so that no migration can take place before the commit."""
SAME_BODY: Final = f"""
select {_COLUMNS} from seedance_request
where body_hash = %(body_hash)s and state <> 'refused'
    and (state in ('sending', 'unknown') or sent_at >= to_timestamp(%(after)s))
order by number"""
INSERT: Final = f"""
insert into seedance_request (request_id, state, base_url, body_hash, body, label, metadata, cost, sent_at, changed_at,
    held_by, held_until)
values (%(request_id)s, 'sending', %(base_url)s, %(body_hash)s, %(body)s::json, %(label)s, %(metadata)s::json,
    %(cost)s::float8::numeric, to_timestamp(%(now)s), to_timestamp(%(now)s), %(holder)s, {_UNTIL})"""
INSERT_BARE: Final = """
insert into seedance_request (request_id, state, base_url, body_hash, body, task_id, sent_at, changed_at)
values (%(request_id)s, %(state)s, '', '', '{}', %(task_id)s, to_timestamp(%(now)s), to_timestamp(%(now)s))"""
"""The outcome of a request whose row is gone, for example because an older backup was restored."""

SPENT: Final = """
select coalesce(sum(tasks), 0) as tasks, coalesce(sum(cost), 0) as cost, coalesce(sum(unpriced), 0) as unpriced,
    coalesce(sum(tasks) filter (where day = %(day)s::date), 0) as tasks_of_day,
    coalesce(sum(cost) filter (where day = %(day)s::date), 0) as cost_of_day,
    coalesce(sum(unpriced) filter (where day = %(day)s::date), 0) as unpriced_of_day
from seedance_spending where base_url in ('', %(base_url)s)"""
ADD_SPENDING: Final = """
insert into seedance_spending as known (base_url, day, tasks, cost, unpriced)
values (%(base_url)s, %(day)s::date, %(tasks)s, %(cost)s::float8::numeric, %(unpriced)s)
on conflict (base_url, day) do update set tasks = known.tasks + excluded.tasks, cost = known.cost + excluded.cost,
    unpriced = known.unpriced + excluded.unpriced"""

BY_REQUEST: Final = f"select {_COLUMNS} from seedance_request where request_id = %(request_id)s for update"
BY_NAME: Final = f"""
select {_COLUMNS} from seedance_request where request_id = %(name)s or task_id = %(name)s order by number for update"""
CHANGE: Final = f"""
update seedance_request set state = %(state)s, changed_at = to_timestamp(%(now)s),
    task_id = coalesce(%(task_id)s, task_id),
    held_by = case when %(closed)s then null else held_by end,
    held_until = case when %(closed)s then null else held_until end
where request_id = %(request_id)s returning {_COLUMNS}"""
NOTE_TASK: Final = f"""
update seedance_request set state = %(state)s, changed_at = to_timestamp(%(now)s)
where task_id = %(task_id)s and state <> %(state)s and {_IS_OPEN}"""

OPEN: Final = f"select {_COLUMNS} from seedance_request where {_IS_OPEN} order by number"
CLAIM: Final = f"""
with free as (
    select number from seedance_request
    where {_IS_OPEN} and task_id is not null and {_TO} and {_MAY_HOLD}
        and not (state = 'completed' and changed_at < to_timestamp(%(lost)s))
    order by number for update skip locked)
update seedance_request as known set held_by = %(holder)s, held_until = {_UNTIL}
from free where known.number = free.number
returning {_COLUMNS.replace("number,", "known.number,", 1)}"""
UNKNOWN_ONES: Final = f"""
select {_COLUMNS} from seedance_request
where state in ('sending', 'unknown') and task_id is null and {_TO} and (state = 'unknown' or {_IS_FREE})"""
HOLD: Final = f"""
update seedance_request set held_by = %(holder)s, held_until = {_UNTIL} where task_id = %(task_id)s and {_IS_OPEN}"""
RENEW: Final = f"update seedance_request set held_until = {_UNTIL} where held_by = %(holder)s and {_IS_OPEN}"
RELEASE: Final = "update seedance_request set held_by = null, held_until = null where held_by = %(holder)s"
COMPACT: Final = f"""
delete from seedance_request
where not {_IS_OPEN} and greatest(sent_at, changed_at) < to_timestamp(%(before)s)
    and (sent_at at time zone 'utc')::date <> %(today)s::date"""
