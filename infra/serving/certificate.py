"""The certificate that a server signs for itself, once: phones give their camera to pages over https only."""

import ipaddress
import socket
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.settings import LOOPBACK, Certificate
from infra.serving.data_folder import usable
from infra.serving.http_server import reachable

_CHAIN: Final = "certificate.pem"
_KEY: Final = "key.pem"
_LASTS: Final = timedelta(days=820)
"""Apple's devices take none that lasts longer than 825 days."""
_LEFT: Final = timedelta(days=30)
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - asked about, not bound to


def certificate(folder: Path, host: str) -> Certificate:
    """Give the certificate of a folder; made where there is none, or where it is about to end or lacks an address.

    Args:
        folder: where it lies; made when needed.
        host: the address that is listened on.

    Raises:
        DataFolderError: the folder can't be written to.
    """
    found, names = Certificate(folder / _CHAIN, folder / _KEY), _names(host)
    if not _is_good(found, names):
        with usable(folder):
            _write(found, names)
    return found


def _names(host: str) -> frozenset[str]:
    """Give every name and address by which this machine may be called."""
    own = socket.gethostname()
    found = {*LOOPBACK, own, f"{own.removesuffix('.local')}.local", host, reachable(_EVERYWHERE)}
    with suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(own, None)}
    return frozenset(name.partition("%")[0] for name in found)


def _is_good(found: Certificate, names: frozenset[str]) -> bool:
    try:
        known = x509.load_pem_x509_certificate(found.chain.read_bytes())
        told = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    lasts = known.not_valid_after_utc - datetime.now(UTC) > _LEFT
    return lasts and found.key.is_file() and {_name(name) for name in names} <= set(told)


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(goal: Certificate, names: Iterable[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Perfect Form on this machine")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones' clocks
        .not_valid_after(now + _LASTS)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in sorted(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    goal.key.unlink(missing_ok=True)
    goal.key.touch(mode=0o600)
    goal.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    goal.chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
