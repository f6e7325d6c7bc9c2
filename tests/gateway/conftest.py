"""What the gateway's tests share."""

from collections.abc import Iterator

import pytest

from tests.gateway.chdb_process import ChdbProcess


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChdbProcess]:
    """A real database with the sink's tables; each test stores sessions of its own."""
    process = ChdbProcess(tmp_path_factory.mktemp("gateway") / "database")
    yield process
    process.close()
