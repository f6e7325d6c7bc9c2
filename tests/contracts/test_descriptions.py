"""Every field says what it is, and its name, unit, space and shape agree."""

from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta

from contracts import vocabulary
from contracts.codec import MESSAGES, tag_of
from contracts.message import Message, fields_of, hints_of
from contracts.paths import places
from contracts.skeleton import BONES, INDEX, JOINTS
from contracts.vocabulary import ANGLES, METRICS

Field = tuple[type[Message], str]
UNIT_BY_SUFFIX = {"_s": "s", "_m": "m", "_deg": "deg", "_kg": "kg", "_mps": "m/s", "_at": "s since the epoch"}
SPACE_BY_SUFFIX = {f"_in_{space}": space for space in ("image", "camera", "body", "world")}
STRUCTS = sorted(
    {owner for kind in MESSAGES for place in places(kind) for owner in place.owners}, key=lambda owner: owner.__name__
)
FIELDS = [(struct, name) for struct in STRUCTS for name in fields_of(struct)]


def test_every_field_is_described() -> None:
    assert [field for field in FIELDS if not _meta(field).description or _meta(field).extra is None] == []


def test_a_name_that_tells_a_unit_or_space_tells_the_fields_own() -> None:
    units = [
        field for field in FIELDS for end, unit in UNIT_BY_SUFFIX.items() if _ends_otherwise(field, end, "unit", unit)
    ]
    spaces = [
        field for field in FIELDS for end, of in SPACE_BY_SUFFIX.items() if _ends_otherwise(field, end, "space", of)
    ]
    assert units + spaces == []


def test_bytes_are_an_array_of_a_stated_shape_unless_they_are_somebody_elses() -> None:
    ours = [field for field in FIELDS if tag_of(field[0]) not in {"dead_letter.v1", "state.v1"}]
    assert [
        field for field in ours if bool(_extra(field)["shape"]) is not (bytes in _parts(hints_of(field[0])[field[1]]))
    ] == []


def test_what_lives_in_a_space_is_an_array_with_a_unit() -> None:
    in_space = [field for field in FIELDS if _extra(field)["space"]]
    assert [field for field in in_space if not _extra(field)["shape"]] == []
    assert {name for struct, name in in_space if not _extra((struct, name))["unit"]} == {"gravity_in_camera"}


def test_joints_and_angles_are_as_many_as_their_lists() -> None:
    shapes = [(name, _extra((struct, name))["shape"]) for struct, name in FIELDS]
    assert {shape[0] for name, shape in shapes if "joint" in name and shape} == {len(JOINTS)}
    assert {shape for name, shape in shapes if name.startswith("angles")} == {(len(ANGLES),)}


def test_every_struct_is_documented() -> None:
    assert [struct for struct in STRUCTS if not (struct.__doc__ or "").strip()] == []


def test_tags_are_told_apart_and_carry_their_version() -> None:
    tags = [tag_of(kind) for kind in MESSAGES]
    assert len(set(tags)) == len(tags)
    assert all(name and version == "v1" for name, _, version in (tag.partition(".") for tag in tags))


def test_every_closed_list_is_what_some_field_may_hold() -> None:
    lists = {hint for hint in vars(vocabulary).values() if get_origin(hint) is Literal}
    used = {part for struct, name in FIELDS for part in _parts(hints_of(struct)[name]) if get_origin(part) is Literal}
    assert lists - used == {vocabulary.Angle}, "angles are told by their order"
    assert get_args(vocabulary.Angle) == ANGLES


def test_lists_that_go_together_agree() -> None:
    assert set(get_args(vocabulary.LiftChoice)) == {"auto", *get_args(vocabulary.Lift)}


def test_a_metric_is_named_after_its_unit() -> None:
    assert [name for name, unit in METRICS.items() if UNIT_BY_SUFFIX[f"_{name.rpartition('_')[2]}"] != unit] == []


def test_the_skeleton_is_halpe_26() -> None:
    assert len(set(JOINTS)) == 26
    assert [JOINTS[index] for index in INDEX.values()] == list(INDEX)
    mirrored = {name.replace("left", "right") for name in JOINTS if name.startswith("left")}
    assert mirrored == {name for name in JOINTS if name.startswith("right")}


def test_bones_join_known_joints_once_and_reach_every_side_alike() -> None:
    assert {joint for bone in BONES for joint in bone} <= set(JOINTS)
    assert len({frozenset(bone) for bone in BONES}) == len(BONES)
    assert {_swapped(bone) for bone in BONES} == {frozenset(bone) for bone in BONES}


def _swapped(bone: tuple[str, str]) -> frozenset[str]:
    sides = {"left": "right", "right": "left"}
    return frozenset("_".join(sides.get(word, word) for word in joint.split("_")) for joint in bone)


def _meta(field: Field) -> Meta:
    struct, name = field
    return fields_of(struct)[name]


def _extra(field: Field) -> dict[str, Any]:
    return _meta(field).extra or {}


def _ends_otherwise(field: Field, ending: str, about: str, expected: str) -> bool:
    return field[1].endswith(ending) and _extra(field)[about] != expected


def _parts(hint: Any) -> set[Any]:  # noqa: ANN401 - any annotation may come
    """Give all that an annotation is made of, closed lists whole."""
    if get_origin(hint) is Literal:
        return {hint}
    inner = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    return {hint} | {part for arg in inner for part in _parts(arg)} if inner else {hint}
