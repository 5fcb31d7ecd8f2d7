"""Give films to the fleet: each line of the input is a prompt.

python submit.py < prompts.txt
"""

import sys

from fleet import create

MODEL = "seedance_2_0_pro"


def main() -> None:
    """Submit each prompt; giving the same one again is harmless."""
    for number, line in enumerate(sys.stdin, 1):
        if prompt := line.strip():
            create.delay(f"shot-{number}", {"model": MODEL, "prompt": prompt, "duration": 5})


if __name__ == "__main__":
    main()
