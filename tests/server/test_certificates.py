"""The certificate of `linli up --tls`: accepted for every name it was made for, by whoever trusts its authority."""

import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest

from linli.project.certificates import certificate, own_names


def greeted(chain: Path, key: Path, authority: Path, name: str) -> bool:
    """Whether a client that trusts only the authority completes a handshake for this name."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=authority)
    server.load_cert_chain(chain, key)
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    theirs.settimeout(5)

    def serve() -> None:
        try:
            server.wrap_socket(ours, server_side=True).close()
        except ssl.SSLError:
            ours.close()  # the client refused us, which is what it then reports

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        client.wrap_socket(theirs, server_hostname=name).close()
    except ssl.SSLCertVerificationError:
        return False
    finally:
        theirs.close()
        thread.join(timeout=5)
    return True


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "192.168.1.20"])
def test_it_is_accepted_for_its_names(tmp_path, name):
    chain, key = certificate(tmp_path / "tls", ["localhost", "127.0.0.1", "192.168.1.20"])

    assert greeted(chain, key, tmp_path / "tls" / "authority.pem", name)


def test_it_is_refused_for_another_name(tmp_path):
    chain, key = certificate(tmp_path / "tls", ["localhost"])

    assert not greeted(chain, key, tmp_path / "tls" / "authority.pem", "192.168.1.20")


def test_it_stays_until_the_addresses_change(tmp_path):
    chain, _ = certificate(tmp_path / "tls", ["localhost"])
    first = chain.read_bytes()
    certificate(tmp_path / "tls", ["localhost"])
    assert chain.read_bytes() == first

    certificate(tmp_path / "tls", ["localhost", "192.168.1.20"])

    assert chain.read_bytes() != first


def test_its_key_is_private_and_the_authority_keeps_none(tmp_path):
    _, key = certificate(tmp_path / "tls", ["localhost"])

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "tls").iterdir() if b"PRIVATE KEY" in path.read_bytes()] == [key.name]


def test_this_machine_knows_its_own_names():
    assert {"localhost", "127.0.0.1", "::1", socket.gethostname()} <= set(own_names())
