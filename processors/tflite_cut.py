"""Cuts out of a `.tflite` network what only unwanted outputs need: BlazePose's mask of the body is 40 % of its work."""

from collections.abc import Collection
from typing import Any


def cut(model: bytes, wanted: Collection[str]) -> bytes:
    """Leave a network's other outputs out, with all operators that only these need.

    Args:
        model: a `.tflite` file's content, of one subgraph.
        wanted: the outputs to keep, by name; they stay the same to the bit.

    Returns:
        The content of a smaller network.
    """
    import flatbuffers  # type: ignore[import-untyped] # ships no types
    from ai_edge_litert import schema_py_generated as schema

    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    graph = tree.subgraphs[0]
    graph.outputs = [output for output in graph.outputs if graph.tensors[output].name.decode() in wanted]
    graph.operators = _needed(graph.operators, graph.outputs)
    tree.signatureDefs = None  # they name outputs that are gone
    builder = flatbuffers.Builder(len(model))
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def _needed(operators: list[Any], outputs: list[int]) -> list[Any]:
    """The operators, in order, that the outputs (tensors' indices) come from."""
    needed, kept = {int(output) for output in outputs}, []
    for operator in reversed(operators):
        if needed.intersection(map(int, operator.outputs)):
            needed.update(map(int, operator.inputs))
            kept.append(operator)
    return kept[::-1]
