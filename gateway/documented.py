"""OpenAPI's words for what our structs say: schemas from the structs themselves, examples that are encoded ones."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

from contracts.message import Message
from gateway.people import People
from gateway.refused import ErrorView
from gateway.series import Series
from gateway.times import Times
from gateway.views import Health, PhoneView, Receipt, SessionDetail, SessionPage, SessionView

VIEWS: Final[tuple[type[Message], ...]] = (
    ErrorView,
    Health,
    People,
    PhoneView,
    Receipt,
    Series,
    SessionDetail,
    SessionPage,
    SessionView,
    Times,
)
"""Everything that is answered as JSON."""
_REF: Final = "#/components/schemas/{name}"

Responses = dict[int | str, dict[str, Any]]


def answers(example: Message, *refusals: int, status: int = 200) -> Responses:
    """Document a route that answers with a struct.

    Args:
        example: What it may answer.
        refusals: Statuses with which it refuses, besides 401, 403 and 422.
        status: Of the answer.
    """
    return {status: _json(type(example).__doc__, type(example), example), **refused(*refusals)}


def refused(*statuses: int) -> Responses:
    """Document the statuses with which a route refuses, and those of every guarded one."""
    return {
        status: _json(HTTPStatus(status).phrase, ErrorView, ErrorView(error="One sentence that says what to do."))
        for status in (401, 403, 422, *statuses)
    }


def _json(about: str | None, view: type[Message], example: Message) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name=view.__name__)}
    return {
        "description": (about or "").split("\n")[0],
        "content": {"application/json": {"schema": schema, "example": msgspec.to_builtins(example)}},
    }


def with_schemas(document: Mapping[str, Any]) -> dict[str, Any]:
    """Add our structs' schemas to an OpenAPI document."""
    _, schemas = msgspec.json.schema_components(VIEWS, ref_template=_REF)
    components = document.get("components", {})
    known = {name: schema for name, schema in components.get("schemas", {}).items() if "ValidationError" not in name}
    return {**document, "components": {**components, "schemas": {**known, **schemas}}}
