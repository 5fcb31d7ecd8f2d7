"""Certificates for tests: an authority, a server and a client."""

import datetime
import ipaddress
import ssl
from pathlib import Path

from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

GATEWAY = "gateway.test"
"""A host that no DNS knows; the server has a certificate for it."""
_PLAIN = serialization.NoEncryption()
_DAY = datetime.timedelta(days=1)


@frozen
class Certificates:
    """Files in PEM: `server` holds certificate and key, and `encrypted_key` the key of the client with a password."""

    ca: Path
    server: Path
    client: Path
    client_key: Path
    encrypted_key: Path

    def server_context(self, *, client: bool = False) -> ssl.SSLContext:
        """The context of a server; with `client` it asks for a certificate of the client."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server)
        if client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.ca)
        return context


def make_certificates(folder: Path) -> Certificates:
    """Write new certificates to a folder."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _signed("authority of a test", authority_key, None, authority_key)
    server_key, client_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    files = Certificates(*(folder / f"{name}.pem" for name in ("ca", "server", "client", "client-key", "encrypted")))
    files.ca.write_bytes(_pem(authority))
    files.server.write_bytes(_pem(_signed("server", server_key, authority, authority_key)) + _key(server_key))
    files.client.write_bytes(_pem(_signed("client", client_key, authority, authority_key)))
    files.client_key.write_bytes(_key(client_key))
    files.encrypted_key.write_bytes(_key(client_key, serialization.BestAvailableEncryption(b"a password")))
    return files


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate | None,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName(GATEWAY)]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.subject if authority else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key(key: ec.EllipticCurvePrivateKey, encryption: serialization.KeySerializationEncryption = _PLAIN) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
