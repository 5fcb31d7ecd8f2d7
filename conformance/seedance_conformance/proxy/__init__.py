"""A transparent forwarder on loopback that records the traffic with the API, and can refuse creates.

Asyncio relays bytes between two sockets, unchanged and as they come; h11, the parser below httpx, reads a copy of them.
A server framework in front of an HTTP client (Starlette and httpx) would change the case and order of headers, the
chunks and the encoding, and couldn't pass on a broken answer.
"""
