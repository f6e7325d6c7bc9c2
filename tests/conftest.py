"""What tests of every folder share."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.kafka_broker"]
CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of large clips and recordings that lies beside the checkout, not in it.

    Without it a test is skipped; in CI, where it has to be, the test fails.
    """
    folder = CHECKOUT.parent / "shared"
    if folder.is_dir():
        return folder
    reason = f"{folder} is absent: it holds the clips that this test measures on"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
