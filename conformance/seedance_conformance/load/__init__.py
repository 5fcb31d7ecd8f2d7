"""Load on a target with Locust: users make films, and what they are answered is judged.

Only `locustfile.py` and what it imports from Locust runs under gevent, in separate processes.
"""
