"""A certificate for `linli up --tls`: phones grant location, installation and passkeys to HTTPS only.

A local authority signs one certificate and its key is thrown away at once, so that nobody can sign anything else with
what people put into their phones.
"""

import ipaddress
import os
import socket
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from linli.base.clock import now

LIFETIME = timedelta(days=397)  # the longest that browsers accept
RENEWED_BEFORE = timedelta(days=30)


def own_names() -> list[str]:
    """The names and addresses under which phones in the same network reach this machine."""
    names = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        try:
            route.connect(("192.0.2.1", 9))  # sends nothing: asks which address would be used
            names.append(str(route.getsockname()[0]))
        except OSError:
            return names  # no network: this machine alone
    return list(dict.fromkeys(names))


def certificate(folder: Path, names: list[str]) -> tuple[Path, Path]:
    """The certificate (with its authority) and key files for these names, made anew when they no longer serve."""
    chain, key, authority = folder / "server.pem", folder / "server.key", folder / "authority.pem"
    if not (chain.exists() and key.exists() and authority.exists() and _still_serves(chain, names)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(chain, key, authority, names)
    return chain, key


def _still_serves(chain: Path, names: list[str]) -> bool:
    found = x509.load_pem_x509_certificate(chain.read_bytes())
    alternatives = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(alternatives) == set(_alternatives(names)) and found.not_valid_after_utc > now() + RENEWED_BEFORE


def _make(chain: Path, key: Path, authority: Path, names: list[str]) -> None:
    signer, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Linli {socket.gethostname()}"[:64])])
    root = (
        _begun(issuer, issuer, signer.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(signer, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Linli")])
    leaf = (
        _begun(subject, issuer, own.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_private(key, plain)
    authority.write_bytes(root.public_bytes(pem))
    chain.write_bytes(leaf.public_bytes(pem) + root.public_bytes(pem))


def _begun(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    at = now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + LIFETIME)
    )


def _alternatives(names: list[str]) -> list[x509.GeneralName]:
    return [_alternative(name) for name in names]


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
