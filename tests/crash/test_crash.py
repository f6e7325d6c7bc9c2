"""A server that is killed at some moments loses nothing; `make crash` kills it more often."""

from pathlib import Path

from tests.crash.kills import killed


def test_killed_at_seeded_moments_nothing_is_lost_changed_or_left_over(tmp_path: Path) -> None:
    lines = list[str]()
    outcome = killed(tmp_path, kills=4, seed=2, tell=lines.append)
    assert outcome.complaints == [], lines
    assert len(lines) == 4
