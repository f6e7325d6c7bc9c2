"""A run's id is a hash of everything that shapes the answer, the same on every machine."""

from typing import Any

import msgspec
import pytest

from contracts.examples import example, variants
from contracts.run import Run


def test_the_id_is_the_same_on_every_machine() -> None:
    assert example(Run).id == "1f8deae059cf"


def test_the_order_of_the_models_does_not_matter() -> None:
    run = example(Run)
    assert msgspec.structs.replace(run, models=dict(reversed(run.models.items()))).id == run.id


@pytest.mark.parametrize(
    "change",
    [
        {"models": {"detector": "blazepose@59a8c9b2.2"}},
        {"lift": "bench"},
        {"height_m": None},
        {"plate_diameter_m": 0.425},
        {"profile": "another"},
        {"lifter_hint": None},
    ],
    ids=lambda change: str(*change),
)
def test_every_field_shapes_it(change: dict[str, Any]) -> None:
    assert msgspec.structs.replace(example(Run), **change).id != example(Run).id


def test_the_examples_are_different_runs() -> None:
    assert len({example(Run, variant).id for variant in variants(Run)}) == len(variants(Run))
