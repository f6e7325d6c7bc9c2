"""A certificate is made once, for this machine's names, and anew only where it would be refused."""

import ipaddress
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from infra.serving.certificate import certificate
from infra.serving.data_folder import DataFolderError


def read(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())


def names_of(folder: Path) -> x509.SubjectAlternativeName:
    return read(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def test_it_is_made_once_and_its_key_is_nobody_elses(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    made = certificate(folder, "127.0.0.1")
    before = made.chain.read_bytes(), made.key.read_bytes()
    assert certificate(folder, "127.0.0.1") == made
    assert (made.chain.read_bytes(), made.key.read_bytes()) == before
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert "localhost" in names_of(folder).get_values_for_type(x509.DNSName)
    assert ipaddress.ip_address("127.0.0.1") in names_of(folder).get_values_for_type(x509.IPAddress)


def test_phones_take_it(tmp_path: Path) -> None:
    certificate(tmp_path, "127.0.0.1")
    made = read(tmp_path)
    assert made.not_valid_after_utc - datetime.now(UTC) < timedelta(days=825)
    assert made.not_valid_before_utc < datetime.now(UTC) - timedelta(hours=12)
    assert made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value


def test_it_is_made_anew_for_an_address_that_it_lacks(tmp_path: Path) -> None:
    certificate(tmp_path, "127.0.0.1")
    certificate(tmp_path, "203.0.113.9")
    anew = read(tmp_path)
    assert ipaddress.ip_address("203.0.113.9") in names_of(tmp_path).get_values_for_type(x509.IPAddress)
    certificate(tmp_path, "127.0.0.1")
    assert read(tmp_path) == anew


@pytest.mark.parametrize("broken", ["certificate.pem", "key.pem"])
def test_it_is_made_anew_where_a_part_is_missing(tmp_path: Path, broken: str) -> None:
    certificate(tmp_path, "127.0.0.1")
    before = read(tmp_path)
    (tmp_path / broken).unlink()
    certificate(tmp_path, "127.0.0.1")
    assert read(tmp_path) != before


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("a file")
    with pytest.raises(DataFolderError, match="can't hold the data"):
        certificate(tmp_path / "tls", "127.0.0.1")
