"""A deployment whose parts are killed at some moments loses nothing; `make chaos` kills them more often."""

from pathlib import Path

from infra.kafka.broker import Broker
from tests.chaos.kills import killed
from tests.kafka_broker import start_or_skip


def test_whatever_is_killed_every_row_is_there_once_and_the_same(own_broker: Broker, tmp_path: Path) -> None:
    start_or_skip(own_broker)
    lines = list[str]()
    outcome = killed(tmp_path, own_broker, kills=5, seed=1, tell=lines.append)
    assert (str(outcome.amiss), outcome.complaints) == ("lost 0, doubled 0, different 0", []), lines
    assert 0 < outcome.live.dropped < outcome.live.frames
