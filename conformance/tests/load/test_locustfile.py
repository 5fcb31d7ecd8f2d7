"""The users for Locust, in a process of their own, since gevent replaces parts of Python's library."""

import subprocess
import sys

WITHOUT_A_KEY = """
from types import SimpleNamespace
from seedance_conformance.load.locustfile import Messages, StopUser, SeedanceUser, WorkerRunner
from seedance_conformance.load.plan import LoadPlan

sent = []

class Runner(WorkerRunner):
    def __init__(self):
        pass
    def register_message(self, *given, **more):
        pass
    def send_message(self, name, data=None, **more):
        sent.append((name, data))

plan = LoadPlan({"base-url": "http://127.0.0.1:9/x"}, None, "load-report").to_json()
environment = SimpleNamespace(parsed_options=SimpleNamespace(seedance_plan=plan))
messages = Messages(environment, Runner(), None)
messages.on_test_start()
user = SeedanceUser.__new__(SeedanceUser)
user.environment = environment
user.on_start()
try:
    user.make_video()
except StopUser:
    sent.append("stopped")
messages.on_finish()
print(sent)
"""

FEWER_USERS = """
import gevent
from gevent.lock import Semaphore
from locust.env import Environment
from seedance_conformance.load.locustfile import SeedanceUser

class Worker:
    busy = begun = ended = 0
    stopping = False
    chooser = property(lambda self: self)
    def mode(self):
        return "text"
    def video(self, mode, asset):
        return mode
    def journey(self):
        return self
    def make(self, video):
        self.begun += 1
        allowed.acquire()
        self.ended += 1

def allow(videos):
    for _ in range(videos):
        allowed.release()

def wait_until(happened):
    while not happened():
        gevent.sleep(0.01)

allowed = Semaphore(0)
environment = Environment(user_classes=[SeedanceUser])
environment.seedance_worker = worker = Worker()
runner = environment.create_local_runner()
runner.start(6, 100, wait=True)
wait_until(lambda: worker.begun == 6)
runner.start(1, 100, wait=True)
wait_until(lambda: len(runner.user_greenlets) == 1)
users = runner.user_count, worker.busy
allow(6)
wait_until(lambda: worker.begun == 7 and worker.busy == 1)
worker.stopping = True
allow(1)
wait_until(lambda: worker.busy == 0)
print(*users, worker.begun, worker.ended)
runner.quit()
"""


def printed(code: str) -> str:
    """What the code prints."""
    done = subprocess.run([sys.executable, "-c", code], env={}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_worker_that_lacks_something_ends_the_run() -> None:
    """It tells the master why, sends nothing to the target, and doesn't let the master wait for it."""
    said = printed(WITHOUT_A_KEY)
    assert said.startswith("[('seedance_refused', \"the worker on ")
    assert "SEEDANCE_API_KEY isn't set" in said
    assert said.endswith("'stopped', ('seedance_finished', None)]")


def test_a_user_that_leaves_finishes_its_video() -> None:
    """Whoever lowers the number of users on Locust's page doesn't abandon tasks that were paid for."""
    assert printed(FEWER_USERS) == "1 6 7 7"
