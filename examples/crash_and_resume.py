"""A program that may crash anywhere, and never pays twice for a video. Run it again until all shots are there.

Only a shot whose task has failed is created again, at the earliest after ten minutes.

python crash_and_resume.py
"""

import sys
from pathlib import Path

from seedance_client import DuplicateRequest, Seedance, SeedanceError, Task

SHOTS = {"dawn": "A red fox wakes up at dawn", "dusk": "A red fox falls asleep at dusk"}


def create_missing(client: Seedance, tasks: list[Task]) -> list[Task]:
    """Create the shots that have neither a file nor a task."""
    started = {task.label for task in tasks}
    for label, prompt in SHOTS.items():
        if label in started or Path(f"{label}.mp4").exists():
            continue
        try:
            tasks.append(client.create(prompt, model="seedance_2_0_pro", label=label))
        except DuplicateRequest as error:  # it may have been billed
            print(f"{label}: {error}")
    return tasks


def main() -> int:
    """Return the exit code."""
    with Seedance(journal="tasks.jsonl") as client:
        left = client.resume()
        for entry in left.unknown:
            print(f"request {entry.request_id} may have started a task: check your account, then settle it")
        for result in client.as_completed(create_missing(client, list(left.tasks))):
            if isinstance(result, SeedanceError):
                print(result.task_id, result)
            else:
                result.download(f"{result.label}.mp4")
    if all(Path(f"{label}.mp4").exists() for label in SHOTS):
        print("all shots are there")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
