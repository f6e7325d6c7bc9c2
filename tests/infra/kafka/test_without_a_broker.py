"""Where a broker can't run, tests that need one are skipped in one sentence; in CI they fail."""

from pathlib import Path

import pytest

from infra.kafka.broker import Broker
from tests.kafka_broker import start_or_skip

SENTENCE = r"^A broker needs Java 17 or newer and, once, Maven \(.*`apt install .*`\); there is no Java here$"


@pytest.fixture(autouse=True)
def without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no program at all."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)


def test_it_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=SENTENCE):
        start_or_skip(Broker(tmp_path / "kafka"))


def test_in_ci_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=SENTENCE):
        start_or_skip(Broker(tmp_path / "kafka"))
