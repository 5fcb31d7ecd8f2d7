"""Creates and answers as bytes."""

import socket
import struct
import time
from collections.abc import Callable

PREFIX = "/kyyReactApiServer"
Answer = Callable[[socket.socket, bytes], None]
KEY = b"Authorization: Bearer sk-canary-0123456789abcdef\r\n"
CREATE = f"POST {PREFIX}/v1/kyyvideo2/videos HTTP/1.1\r\n".encode()
TASK = b'{"id": "video_1", "object": "video", "created": 1790000000, "model": "seedance_2_0_pro", "status": "queued"}'
BODY = b'{"model": "seedance_2_0_pro", "prompt": "A kite"}'


def create(body: bytes = BODY, headers: bytes = b"") -> bytes:
    """A raw create."""
    head = CREATE + b"Host: proxy\r\n" + KEY + b"content-TYPE: application/json\r\n" + headers
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def answered(content: bytes = TASK, head: bytes = b"HTTP/1.1 200 OK\r\n") -> bytes:
    """A raw answer that ends the connection."""
    return head + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content) + content


def says(content: bytes, *, resets: bool = False) -> Answer:
    """Answers with bytes, and closes or breaks the connection."""

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(content)
        if resets:
            time.sleep(0.02)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return answer
