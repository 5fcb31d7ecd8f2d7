"""A script: make one video and save it.

python generate_video.py "A red fox runs through snow" fox.mp4
"""

import sys

from seedance_client import InvalidRequest, Seedance, SeedanceError


def show_progress(received: int, total: int | None) -> None:
    """Show the bytes so far on one line."""
    print(f"\r{received:,} of {total:,} bytes" if total else f"\r{received:,} bytes", end="", file=sys.stderr)


def main(prompt: str, path: str) -> int:
    """Return the exit code."""
    with Seedance() as client:  # SEEDANCE_API_KEY, SEEDANCE_BASE_URL
        try:
            video = client.generate(
                prompt,
                model="seedance_2_0_pro",
                duration=5,
                aspect_ratio="16:9",
                to=path,
                timeout=1800,
                on_bytes=show_progress,
            )
        except InvalidRequest as error:  # nothing was sent
            for problem in error.problems:
                print(problem.field, problem.remedy, file=sys.stderr)
            return 2
        except SeedanceError as error:
            print(error, file=sys.stderr)
            if error.task_id:  # the task is paid for: continue with it instead of creating it again
                print(f"continue with: seedance wait {error.task_id} -o {path}", file=sys.stderr)
            return 1
    print(f"\n{video.id} is in {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
