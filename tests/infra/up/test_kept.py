"""A part is started again with growing pauses; one that says at once that it can't work ends the run."""

import asyncio
from itertools import accumulate
from pathlib import Path

import pytest

from infra.up.backoff import next_wait
from infra.up.kept import Kept, Launch, PartRefusedError
from infra.up.part import Part
from infra.up.plan import Plan
from infra.up.running import Hear, Running, start

WAITS_S = [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_pauses_double_up_to_ten_seconds_until_it_has_run_for_a_minute() -> None:
    assert list(accumulate([1.0] * 6, next_wait, initial=next_wait(0.0, 1.0))) == WAITS_S
    assert next_wait(10.0, 60.0) == 0.5


def test_who_cannot_work_with_what_was_given_ends_all(tmp_path: Path) -> None:
    said = list[str]()

    def keep(whose: str, _: str) -> None:
        said.append(whose)

    with (tmp_path / "lock").open("wb") as lock, pytest.raises(PartRefusedError, match=r"^odd can't start: .*'odd'.*$"):
        asyncio.run(Kept(Part("odd", "odd", ("odd",), "never"), launched(lock.fileno()), keep).run())
    assert said[-1] == "odd"


def test_secrets_are_not_among_the_arguments() -> None:
    plan = Plan(
        folder=Path("data"),
        kafka="k:9092",
        database="http://u:secret@db:8123/",
        workers=3,
        host="::",
        port=80,
        token="token-that-is-secret",  # noqa: S106 - made up
    )
    parts = plan.parts(plan.kafka)
    assert [part.name for part in parts] == ["sink", "stages-1", "stages-2", "stages-3", "ingest", "gateway"]
    assert not any("secret" in word for part in parts for word in part.arguments)
    assert plan.environment({})["PERFECTFORM_TOKEN"] == "token-that-is-secret"  # noqa: S105 - made up
    assert plan.environment({"PERFECTFORM_LOG_LEVEL": "error"})["PERFECTFORM_LOG_LEVEL"] == "info"


def test_each_kind_of_work_has_its_workers() -> None:
    plan = Plan(
        folder=Path("data"),
        kafka="k:9092",
        database="data",
        workers=2,
        cuts=("detect+pose", "lift+judge"),
        host="::",
        port=80,
        token="",
    )
    workers = [part for part in plan.parts(plan.kafka) if part.kind == "stages"]
    assert [part.name for part in workers] == ["detect+pose-1", "detect+pose-2", "lift+judge-1", "lift+judge-2"]
    assert {part.arguments[1] for part in workers} == {"detect+pose", "lift+judge"}


def launched(lock: int) -> Launch:
    async def launch(part: Part, hear: Hear) -> Running:
        return await start(part, lock, {}, hear)

    return launch
