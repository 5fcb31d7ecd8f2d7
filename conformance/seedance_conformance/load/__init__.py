"""Load on a target with Locust: users make videos, and the answers to them are judged.

Only `locustfile.py` and what it imports from Locust runs under gevent, in separate processes.
"""
