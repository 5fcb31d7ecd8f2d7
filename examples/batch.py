"""An asynchronous batch: many prompts, limits on money and requests, each video saved as soon as it is ready.

python batch.py < prompts.txt
"""

import asyncio
import sys

from seedance_client import AsyncSeedance, AsyncTask, InvalidRequest, SeedanceError

MODEL = "seedance_2_0_fast_pro"


async def create_all(client: AsyncSeedance, prompts: list[str]) -> list[AsyncTask]:
    """Create a task for each prompt; stop at the limit or at trouble, but keep what is paid for."""
    tasks: list[AsyncTask] = []
    for number, prompt in enumerate(prompts, 1):
        try:
            tasks.append(await client.create(prompt, model=MODEL, duration=4, label=f"shot-{number}"))
        except InvalidRequest as error:  # nothing was sent
            print(f"shot {number} is left out: {error}")
        except SeedanceError as error:  # SpendingLimit, or for example OutcomeUnknown: the journal remembers it
            print(f"stopped at shot {number}: {error}")
            break
    return tasks


async def save_all(client: AsyncSeedance, tasks: list[AsyncTask]) -> int:
    """Save each video as soon as it is ready, and return how many were saved."""
    saved = 0
    async for result in client.as_completed(tasks, concurrency=8, timeout=3600):
        if isinstance(result, SeedanceError):  # one failure doesn't end the others
            print(f"{result.task_id} has no video: {result}")
            continue
        try:
            path = await result.download(f"{result.label}.mp4")
        except SeedanceError as error:
            print(f"{result.id} is paid for, download it again: {error}")
        else:
            saved += 1
            print(f"{result.label} is in {path}")
    return saved


async def main(prompts: list[str]) -> int:
    """Return how many videos were saved."""
    async with AsyncSeedance(max_tasks=20, prices={MODEL: 0.1}, max_cost=5, journal="batch.jsonl") as client:
        return await save_all(client, await create_all(client, prompts))


if __name__ == "__main__":
    asyncio.run(main([line.strip() for line in sys.stdin if line.strip()]))
