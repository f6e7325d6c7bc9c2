"""The broker that tests share: one a run, from Maven's jars, ended with the run however that ends."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from infra.kafka.broker import Broker, MissingPartError
from infra.kafka.jars import fetched_jars
from infra.kafka.java import java

_CHECKOUT: Final = Path(__file__).resolve().parents[1]
_HEAP_MB: Final = 128
_WHEN_WE_ARE_GONE: Final = 'cat >/dev/null; exec "$0" -c "from infra.cli import main; main()" broker stop --data "$1"'


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker that serves. Topics of a test have names of its own.

    Without Java or Maven a test is skipped; in CI, where both have to be, it fails.
    """
    one = Broker(tmp_path_factory.mktemp("kafka"), heap_mb=_HEAP_MB)
    start_or_skip(one)
    with ended_with_us(one):
        yield one
        one.stop()


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker of the test's own, to be killed and started at will; not started yet."""
    one = Broker(tmp_path / "kafka", heap_mb=_HEAP_MB)
    with ended_with_us(one):
        yield one
        one.kill()


def start_or_skip(one: Broker) -> None:
    """Start a broker, or skip the test and say what this machine lacks."""
    _or_skip(one.start)


def parts_or_skip() -> None:
    """Skip the test where no broker can run, and say what this machine lacks."""
    _or_skip(java)
    _or_skip(fetched_jars)


def _or_skip(call: Callable[[], object]) -> None:
    try:
        call()
    except MissingPartError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@contextmanager
def ended_with_us(one: Broker) -> Iterator[None]:
    """End a broker also when the tests are killed: whoever watches sees our end of a pipe close."""
    with subprocess.Popen(  # noqa: S603 - our own script
        ["/bin/sh", "-c", _WHEN_WE_ARE_GONE, sys.executable, str(one.log.parent)],
        cwd=_CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as watching:
        yield
        watching.kill()
