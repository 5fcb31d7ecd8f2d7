"""Runs the client's verbs in this process, and what a scripted service answers them."""

import json
import socket
from importlib import import_module

from click.testing import CliRunner, Result

KEY = "sk-of-the-command-line"
TASK = {"id": "video_1", "object": "video", "created": 1774836724, "model": "seedance_2_0_pro", "status": "queued"}
DONE = {**TASK, "status": "completed", "video_url": "https://cdn.example.com/o.mp4"}


def http(body: object, status: int = 200) -> bytes:
    """An answer."""
    content = json.dumps(body).encode()
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def close(connection: socket.socket) -> None:
    """Close the line without a word."""


def seedance(verb: str, *arguments: str, base_url: str = "", stdin: str | None = None, key: str = KEY) -> Result:
    """Run a verb in this process."""
    command = import_module(f"seedance_conformance.cli.client.{verb}").command
    environment = {"SEEDANCE_API_KEY": key, "SEEDANCE_BASE_URL": base_url, "SEEDANCE_JOURNAL": None}
    return CliRunner(env=environment).invoke(command, list(arguments), input=stdin, prog_name=f"seedance {verb}")
