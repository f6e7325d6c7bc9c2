"""Which models are compared: every combination of the names that are told for each family."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from contracts.run import Run
from infra.models.backends import FAMILIES, Family
from infra.models.chosen import Chosen


class NothingToCompareError(ValueError):
    """What was told names one combination of models, or the same one twice."""


class Contender(NamedTuple):
    """One combination of models."""

    name: str
    """What tells it from the others, as `yolo_pose` or `yolo+rtmpose`."""
    chosen: Chosen
    run: Run


def contenders(chosen: Chosen, told: Mapping[Family, Sequence[str]]) -> list[Contender]:
    """Give every combination.

    Args:
        chosen: what is known of the lift, and the models of the families that aren't told.
        told: names by family.

    Raises:
        NothingToCompareError: it is one combination, or one of them comes twice.
        UnknownBackendError: a family has no backend of a name.
    """
    several = [family for family in FAMILIES if len(told.get(family, ())) > 1]
    if not several:
        raise NothingToCompareError(
            "there is nothing to compare: name two models or more, as in --pose blazepose,rtmpose"
        )
    for family in several:
        if len(set(told[family])) < len(told[family]):
            raise NothingToCompareError(f"{','.join(told[family])} names a model twice: name each once")
    choices = product(*(told.get(family) or [chosen.backends[family]] for family in FAMILIES))
    return [_contender(chosen, dict(zip(FAMILIES, names, strict=True)), several) for names in choices]


def _contender(chosen: Chosen, backends: dict[Family, str], several: Sequence[Family]) -> Contender:
    chosen = replace(chosen, backends=backends)
    return Contender("+".join(backends[family] for family in several), chosen, chosen.run())
