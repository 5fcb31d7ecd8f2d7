"""The connections to a target, and what it means when one of them fails."""

import httpx

from seedance_conformance.wire.errors import Unreachable, Unsendable


class Connections:
    """Sends built requests; safe to use from several threads.

    A server may close an idle connection just as a request goes out on it, and the outcome is ambiguous. So whatever
    changes something has a connection of its own. On this machine all requests have: new connections cost nothing here,
    and small servers answer late on old ones (delayed acknowledgements).

    Args:
        timeout: seconds to wait for an answer.
        remote: the target is on another machine: connections are kept for GETs, and proxies of the environment used.
    """

    def __init__(self, timeout: float, *, remote: bool) -> None:
        def client(limits: httpx.Limits) -> httpx.Client:
            return httpx.Client(limits=limits, timeout=timeout, follow_redirects=False, trust_env=remote)

        self._fresh = client(httpx.Limits(max_connections=64, max_keepalive_connections=0))
        kept = httpx.Limits(max_connections=64, keepalive_expiry=1.0)
        self._kept = client(kept) if remote else self._fresh

    def build(self, method: str, url: str, headers: httpx.Headers, content: bytes | None) -> httpx.Request:
        """A request, not yet sent."""
        return self._fresh.build_request(method, url, headers=headers, content=content)

    def send(self, request: httpx.Request, *, once: bool) -> tuple[httpx.Response | None, str | None]:
        """The answer, or None and why there is no whole one: `timeout` or `dropped`.

        Args:
            request: as built.
            once: it must not go again, whatever happens to it; a GET may otherwise.

        Raises:
            Unreachable: no connection could be made; nothing was sent.
            Unsendable: HTTP can't carry the request; nothing was sent.
        """
        host = f"{request.url.scheme}://{request.url.netloc.decode()}"
        try:
            return self._send(request, once), None
        except httpx.ConnectError as error:
            raise Unreachable(f"{host} can't be reached ({error}): is it running?") from None
        except httpx.ConnectTimeout:
            raise Unreachable(f"{host} did not take the connection in time") from None
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            # Without the error's own words, which may repeat a header.
            kind = type(error).__name__
            raise Unsendable(
                f"{request.method} {request.url.path} can't be sent: HTTP has no form for it ({kind})"
            ) from None
        except httpx.TimeoutException:
            return None, "timeout"
        except httpx.HTTPError:
            return None, "dropped"

    def close(self) -> None:
        """Close them all."""
        self._kept.close()
        self._fresh.close()

    def _send(self, request: httpx.Request, once: bool) -> httpx.Response:
        if once or request.method != "GET":
            return self._fresh.send(request)
        try:
            return self._kept.send(request)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # Only the connection was stale, perhaps: a GET may go again, on a new one.
            return self._fresh.send(request)
