"""What OpenAPI says, and that nothing else is answered: schemathesis asks whatever it can think of."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.sessions import Session
from contracts.vocabulary import SessionState
from gateway import examples
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import listening, served
from tests.gateway.told import detections, poses2d, session, whole_set

KNOWN = "k3v9x0q2m7ab"
"""The id that the document's examples name."""
ENDLESS = "/live.mjpeg"
"""Their answers last as long as a set, with nothing to check in the end: test_live_pictures.py reads them."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, database: ChdbProcess) -> Iterator[str]:
    """Where a gateway with a session in each state listens, in a thread of its own."""
    told: Future[str] = Future()
    over = threading.Event()
    states: tuple[SessionState, ...] = ("uploaded", "queued", "running", "failed", "cancelled")
    sessions = (session(KNOWN), *(session(state=state, runs=()) for state in states))
    database.store(*whole_set(KNOWN), detections(KNOWN, 0), poses2d(KNOWN, 0))
    folder = tmp_path_factory.mktemp("openapi")

    thread = threading.Thread(target=lambda: asyncio.run(_serve(folder, database, sessions, told, over)))
    thread.start()
    yield told.result(timeout=60)
    over.set()
    thread.join()


async def _serve(
    folder: Path, database: ChdbProcess, sessions: tuple[Session, ...], told: "Future[str]", over: threading.Event
) -> None:
    async with listening(folder, database) as gateway:
        await gateway.tell(*sessions)
        await gateway.media.put(f"sessions/{KNOWN}/original", [b"video" * 100])
        told.set_result(f"http://127.0.0.1:{gateway.settings.port}")
        await asyncio.to_thread(over.wait)


@pytest.mark.filterwarnings("ignore")  # schemathesis's own
def test_nothing_is_answered_that_the_document_does_not_say(address: str) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) == 18
    for operation in operations:
        if operation.path.endswith(ENDLESS):
            continue
        _ask_all_sorts(operation, address)


def _ask_all_sorts(operation: Any, address: str) -> None:  # noqa: ANN401 - schemathesis doesn't name its type
    deletes = operation.method == "delete"
    strange = some.text(some.characters(exclude_characters="/.", exclude_categories=["Cs"]), min_size=1, max_size=20)
    ids = strange if deletes else some.just(KNOWN) | strange

    @settings(max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), session_id=ids)
    def ask(case: Any, session_id: str) -> None:  # noqa: ANN401 - schemathesis doesn't name its type
        if case.path_parameters:
            case.path_parameters["session"] = quote(session_id, safe="")
        case.validate_response(case.call(headers={"Host": address.removeprefix("http://")}), checks=CHECKS)

    ask()


@in_loop
async def test_the_document_shows_an_example_of_every_answer(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        document = (await gateway.http.get("/openapi.json")).json()
        schemas = document["components"]["schemas"]
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if method == "head":
                    continue
                answers = operation["responses"]
                content = next(answers[status] for status in ("200", "201", "202") if status in answers)["content"]
                kind, media_type = next(iter(content.items()))
                assert kind in ("video/*", "multipart/x-mixed-replace") or media_type["example"], (method, path)
        named = {part.rsplit("/", 1)[1] for part in _refs(document)}
        assert named <= set(schemas)


@pytest.mark.parametrize("name", ["SESSION", "PAGE", "RECEIPT", "DETAIL", "SERIES", "PEOPLE", "TIMES", "HEALTH"])
def test_examples_are_what_the_structs_say(name: str) -> None:
    example = getattr(examples, name)
    assert msgspec.json.decode(msgspec.json.encode(example), type=type(example)) == example


def _refs(part: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _refs(value)
