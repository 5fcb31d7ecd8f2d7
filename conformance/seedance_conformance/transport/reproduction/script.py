"""A counterexample as a bash script that works on its own: media, earlier calls, and keys from the environment.

The script is the input of `bash`, so that pasting works in other shells too: nothing in it is read by them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import frozen

from seedance_conformance.transport.answers.answer import asset_of, describe, task_of, task_place
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_text
from seedance_conformance.transport.reproduction.curl import curl_words, header_words
from seedance_conformance.transport.reproduction.steps import made_by, names_id

_VALUE: Final = r"""value() { # of the N-th field of a name in the answer
  grep -oE "\"$1\" *: *(\"[^\"]*\"|[0-9]+)" <<<"$answer" | sed -n "$2p" | sed 's/^"[^"]*" *: *//; s/"//g'; }"""
_POLL: Final = r"""poll() {{ # until a status, the end or an error
  for (( SECONDS = 0; SECONDS < {limit:.0f}; )); do
    answer=$("${{@:2}}")
    grep -q '^HTTP/[0-9.]* 200' <<<"$answer" || break
    grep -qE "\"status\" *: *\"($1|completed|failed|Active|Failed)\"" <<<"$answer" && break
    sleep {pause:g}
  done; echo "$answer"; }}"""
_FILE: Final = r"""# The file
file=$(mktemp)
curl -sS -m 60 -o "$file" -w 'HTTP %{http_code}, %{size_download} bytes\n' "$(value video_url 1)"
if [[ $(type -P ffprobe) ]]; then ffprobe -hide_banner "$file"
else echo 'No ffprobe here to show what is in the file: install ffmpeg, or use seedance report replay RULE'; fi
rm -f "$file"; echo"""
_TWICE: Final = r"""echo "Ids that were given more than once:"
grep -oE '"{name}" *: *("[^"]*"|[0-9]+)' <<<"$answers" | sort | uniq -d"""
_CLOCK: Final = """move_clock() {{ # of the mock, by seconds
  curl -sS -o /dev/null -X POST {url} -H 'Content-Type: application/json' --data-binary "{{\\"advance\\": $1}}"; }}"""
_LONGEST_COMMENT: Final = 600


@frozen
class Surroundings:
    """What a script needs to know about its run."""

    kind: str  # of the target: `mock`, `loopback` or `remote`
    media_ports: Sequence[int]  # the ports at which the run served its media; none if they are published
    serve_port: int | None  # the port of `seedance media serve`, which replaces these; None if the user fixed them
    serve: str  # the command that serves the media
    pause: float  # seconds between two queries
    limit: float  # seconds to poll a task at most
    route: str = ""  # options of curl for the connection to the target, after a blank


@frozen
class Repetition:
    """How often a request is sent until it shows a breach."""

    times: int = 1  # how often
    pause: float = 0.0  # seconds between two of them
    parallel: bool = False  # all are sent at the same time


ONCE: Final = Repetition()


@frozen
class Claim:
    """What a counterexample shows."""

    rule: str  # its id
    expected: str  # by the rule
    observed: str  # instead
    has_file: bool = False  # the video of a completed task shows it; the last answer has its address
    repetition: Repetition = ONCE  # of the last request
    later: float = 0.0  # seconds by which the clock of a mock is moved before the file is asked for
    endless: bool = False  # the last request polls for an end that never came


def to_script(steps: Sequence[Exchange], claim: Claim, around: Surroundings) -> str:
    """The script that sends the requests again, in order, and prints the answers; the last one shows the breach."""
    calls = list(_calls(steps, claim, around))
    calls[-1:] = _many(calls[-1], steps[-1], claim, around)
    file = _file(steps[-1], claim) if claim.has_file else []
    lines = [*_head(claim, steps, around), *(_moved(call, around) for call in calls), *file, *_tail(claim, steps[-1])]
    return "\n".join(["bash <<'END'", *lines, "END"])


def _many(call: str, last: Exchange, claim: Claim, around: Surroundings) -> list[str]:
    """The last call as often as it takes; of creates, the ids that come more than once are printed, too."""
    times = claim.repetition.times
    if times == 1:
        return [call]
    if claim.repetition.parallel:
        body = f"({call}) &\ndone; wait"
    elif around.kind == "remote" and last.send is not None:
        return [f"# It takes this call {times} times, and each may be billed", call]
    else:
        body = f"{call}; sleep {claim.repetition.pause:.1f}\ndone" if claim.repetition.pause else f"{call}\ndone"
    loop = f"for (( n = 0; n < {times}; n++ )); do\n{body}"
    if made_by(last) is None:
        return [loop]
    place = task_place(last) if last.operation == "create" else None
    name = place.name if place else "assetId"
    return [f'answers=$({loop}); echo "$answers"', _TWICE.format(name=name)]


def _file(last: Exchange, claim: Claim) -> list[str]:
    """Ask for the file; a mock's clock is moved before, and back afterwards."""
    shown = _FILE.replace("RULE", claim.rule)
    if not claim.later:
        return [shown]
    parts = urlsplit(last.url)
    move = _CLOCK.format(url=f"{parts.scheme}://{parts.netloc}/_mock/clock")
    there, back = (f"move_clock {seconds:.0f}" for seconds in (claim.later, -claim.later))
    return [move, f"# {claim.later / 3600:.1f} hours later", there, shown, back]


def _head(claim: Claim, steps: Sequence[Exchange], around: Surroundings) -> Iterator[str]:
    if any(_ports(around).search(step.request_body.decode("latin-1")) for step in steps if around.media_ports):
        yield f"# First, in another terminal: {around.serve}"
    yield f"# A counterexample to {claim.rule}"
    if around.kind == "mock":
        yield "# The mock of that run has ended: put the address of your target in its place"
    if around.kind == "remote" and any(one.send is not None for one in steps):
        yield "# Each create may be billed"
    used = " ".join(word for step in steps for word in header_words(step))
    for name in dict.fromkeys(re.findall(r"\$\{?([A-Za-z_]\w*)", used)):
        yield f': "${{{name}:?export it first}}"'
    if any(map(_status, steps)):
        yield _POLL.format(limit=around.limit, pause=around.pause)
    if claim.has_file or any(_place(step, steps[number + 1 :]) for number, step in enumerate(steps)):
        yield _VALUE


def _calls(steps: Sequence[Exchange], claim: Claim, around: Surroundings) -> Iterator[str]:
    names: dict[str, str] = {}
    for number, step in enumerate(steps):
        known = {name: made for name, made in names.items() if names_id(step, made)}
        command = " \\\n  ".join(curl_words(step, known, f"-sSi -m 60{around.route}"))
        place = _place(step, steps[number + 1 :])
        status = _status(step)
        if claim.endless and step is steps[-1]:
            status = {"query": "completed", "detail": "Active"}.get(step.operation, status)
        yield f"# {number + 1}. {_title(step, status)}"
        if status:
            yield f"poll {status} {command}"
        elif place is None:
            yield f"{command}; echo"
        else:
            name = _new_name(step, names)
            names[name] = made_by(step) or ""
            yield f'answer=$({command}); echo "$answer"'
            yield f"{name}=$(value {place[0]} {place[1]})"


def _title(step: Exchange, status: str) -> str:
    titles = {"create": "Create a task", "query": "Query the task", "upload": "Upload an asset"}
    titles |= {"detail": "Show the asset", "delete": "Delete the asset"}
    title = titles.get(step.operation, f"{step.method} {step.url}")
    who = {"second": " with the second key", "none": " without a key", "other": " with a wrong key"}.get(step.key, "")
    until = f", until its status is {status}" if status else ""
    return comment(f"{title}{who}{until}")


def _tail(claim: Claim, last: Exchange) -> Iterator[str]:
    yield f"# Expected: {comment(claim.expected)}"
    yield f"# Observed: {comment(claim.observed)}"
    if describe(last) not in claim.observed:
        yield f"# The last answer was: {comment(describe(last))}"


def comment(text: str) -> str:
    """A text on one line, without signed queries and invisible characters."""
    line = " ".join(redact_text(text).split())[:_LONGEST_COMMENT]
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in line)


def _status(step: Exchange) -> str:
    """The status that a query or detail showed, if asking again until then makes sense."""
    if step.operation not in ("query", "detail") or step.method != "GET" or step.status != 200:
        return ""
    item: Mapping[str, Any] = (task_of(step) if step.operation == "query" else asset_of(step)) or {}
    status = item.get("status")
    return status if isinstance(status, str) and re.fullmatch(r"\w+", status) else ""


def _place(step: Exchange, later: Sequence[Exchange]) -> tuple[str, int] | None:
    """Where the id is that a later request needs: its name in the answer, and at which occurrence of that name."""
    made = made_by(step)
    if made is None or not any(names_id(one, made) for one in later):
        return None
    found = task_place(step) if step.operation == "create" else None
    name = found.name if found else "assetId"
    values = re.findall(rf'"{re.escape(name)}" *: *("[^"]*"|[0-9]+)', step.body.decode("utf-8", "replace"))
    places = [number for number, value in enumerate(values, 1) if value.strip('"') == made]
    return (name, places[0]) if places and re.fullmatch(r"\w+", name) else None


def _new_name(step: Exchange, names: Mapping[str, str]) -> str:
    stem = "task" if step.operation == "create" else "asset"
    count = sum(name.startswith(stem) for name in names)
    return f"{stem}{count + 1}" if count else stem


def _moved(text: str, around: Surroundings) -> str:
    """The text with the port of `seedance media serve` in the addresses of the run's media."""
    if around.serve_port is None or not around.media_ports:
        return text
    return _ports(around).sub(f":{around.serve_port}", text)


def _ports(around: Surroundings) -> re.Pattern[str]:
    """A port of the media in an address."""
    return re.compile(rf"(?<=[\w\]]):(?:{'|'.join(map(str, around.media_ports))})(?!\d)")
