"""TLS to the target: which certificates are trusted, and the certificate of the client."""

import os
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from attrs import frozen


class TlsError(ValueError):
    """A file of certificates can't be used; the message says which and what to do."""


@frozen
class Tls:
    """The options of TLS."""

    ca_file: Path | None = None  # certificates in PEM that are trusted, too
    insecure: bool = False  # trust any certificate
    client_cert: Path | None = None  # certificate of the client in PEM, with its key unless `client_key` is given
    client_key: Path | None = None  # key of that certificate in PEM

    def context(self, url: str = "https://") -> ssl.SSLContext:
        """The context for a URL; for http one without certificates, since loading them takes time.

        Trusts the certificates that SSL_CERT_FILE or SSL_CERT_DIR name, else those of the system and of certifi; and
        those of `ca_file`.

        Raises:
            TlsError: a file can't be used.
        """
        if urlsplit(url).scheme == "http":
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context = httpx.create_ssl_context(verify=False) if self.insecure else _trusting_the_environment()
        if self.ca_file is not None:
            try:
                context.load_verify_locations(self.ca_file)
            except (OSError, ssl.SSLError) as error:
                raise TlsError(
                    f"--ca-file {self.ca_file} can't be read ({_why(error)}): give a file of certificates in PEM"
                ) from None
        if self.client_cert is not None:
            self._add_client_certificate(context)
        return context

    def _add_client_certificate(self, context: ssl.SSLContext) -> None:
        and_key = f" and --client-key {self.client_key}" if self.client_key else ""
        named = f"--client-cert {self.client_cert}{and_key}"
        try:
            # Without `password`, OpenSSL would ask for one at the terminal.
            context.load_cert_chain(str(self.client_cert), self.client_key, password=_no_password)
        except _Encrypted:
            raise TlsError(
                f"{named}: the key is encrypted: decrypt it with `openssl pkey -in KEY -out PLAIN`, and give that file"
            ) from None
        except (OSError, ssl.SSLError) as error:
            remedy = "give files in PEM" if self.client_key else "give a file in PEM, and --client-key if it has no key"
            raise TlsError(f"{named} can't be used ({_why(error)}): {remedy}") from None


class _Encrypted(Exception):
    """The key needs a password."""


def _no_password() -> str:
    raise _Encrypted


def _trusting_the_environment() -> ssl.SSLContext:
    try:
        context = httpx.create_ssl_context()
        if not (os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")):
            context.load_default_certs()
        return context
    except (OSError, ssl.SSLError) as error:
        name = "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "SSL_CERT_DIR"
        raise TlsError(
            f"{name} is {os.environ.get(name)}, which can't be read ({_why(error)}): "
            "name certificates in PEM, or unset it"
        ) from None


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__ if not isinstance(error, ssl.SSLError) else error.reason or "not PEM"
