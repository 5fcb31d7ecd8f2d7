"""For an interactive session: a client at hand, and one function that shows what happens.

$ python -i interactive.py
>>> video = film("A red fox sleeps")
>>> video.download("asleep.mp4")
"""

from seedance_client import Seedance, SeedanceError, TaskState, Video, problems

client = Seedance(max_tasks=5, journal="tasks.jsonl")  # a typing error can't cost more than five videos


def show(state: TaskState) -> None:
    """One line for each update."""
    print(state.id, state.status, state.trouble or "")


def film(prompt: str, *, again: bool = False) -> Video | None:
    """Check, create and wait; Ctrl-C stops the waiting only, and `left()` has the task."""
    for problem in problems({"model": "seedance_2_0_pro", "prompt": prompt}):
        print(problem.level, problem.field, problem.remedy)
    try:
        return client.create(prompt, model="seedance_2_0_pro", again=again).wait(on_update=show)
    except SeedanceError as error:
        print(type(error).__name__, error)
        return None


def left() -> list[Video | SeedanceError]:
    """The videos of the tasks that an earlier session left."""
    return client.wait_many(client.resume().tasks)
