"""`python -m training.export NETWORK.pt`: the trained network becomes the bundled ONNX file, one frame at a time.

The graph is written by hand, so that it says what it is: three matrix products, a GRU's gates, and two heads.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from processors.lifting.answers import VALUES
from processors.lifting.features import COUNT
from training import held_out
from training.calibrate import factors
from training.network import LEAST_LOG_SPREAD, LOUD, MEMORY, MOST_LOG_SPREAD

_FOLDER: Final = Path(__file__).resolve().parents[1] / "processors" / "lifting"
_OUTPUTS: Final = {"values": VALUES, "spreads": VALUES, "memory_after": MEMORY}


def onnx_of(state: dict[str, torch.Tensor]) -> bytes:
    """Write the graph with these weights."""
    from onnx import TensorProto, checker, helper, numpy_helper

    weights = _weights(state)
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        _nodes(helper.make_node),
        "perfectform_lifter",
        [
            helper.make_tensor_value_info("seen", floats, [1, COUNT]),
            helper.make_tensor_value_info("memory", floats, [1, MEMORY]),
        ],
        [helper.make_tensor_value_info(name, floats, [1, size]) for name, size in _OUTPUTS.items()],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    return bytes(model.SerializeToString())


def _weights(state: dict[str, torch.Tensor]) -> dict[str, NDArray[np.float32]]:
    arrays = {name.replace(".", "_"): value.numpy().astype(np.float32) for name, value in state.items()}
    arrays["enter_weight"] = LOUD * arrays["enter_weight"]
    limits = {"least": LEAST_LOG_SPREAD, "most": MOST_LOG_SPREAD}
    plain = {
        "one": np.array([1.0], np.float32),
        **{name: np.array(value, np.float32) for name, value in limits.items()},
        "thirds": np.array([MEMORY] * 3, np.int64).astype(np.int64),
    }
    return {**arrays, **plain}


def _nodes(node: Any) -> list[Any]:  # noqa: ANN401 - onnx has no types
    def linear(layer: str, given: str, out: str, suffix: str = "") -> Any:  # noqa: ANN401
        ends = (f"{layer}_weight{suffix}", f"{layer}_bias{suffix}")
        return node("Gemm", [given, *ends], [out], transB=1)

    return [
        linear("enter", "seen", "enter_raw"),
        node("Relu", ["enter_raw"], ["entered"]),
        node("Gemm", ["entered", "memory_weight_ih_l0", "memory_bias_ih_l0"], ["from_seen"], transB=1),
        node("Gemm", ["memory", "memory_weight_hh_l0", "memory_bias_hh_l0"], ["from_memory"], transB=1),
        node("Split", ["from_seen", "thirds"], ["seen_reset", "seen_keep", "seen_new"], axis=1),
        node("Split", ["from_memory", "thirds"], ["memory_reset", "memory_keep", "memory_new"], axis=1),
        node("Add", ["seen_reset", "memory_reset"], ["reset_raw"]),
        node("Sigmoid", ["reset_raw"], ["reset"]),
        node("Add", ["seen_keep", "memory_keep"], ["keep_raw"]),
        node("Sigmoid", ["keep_raw"], ["keep"]),
        node("Mul", ["reset", "memory_new"], ["recalled"]),
        node("Add", ["seen_new", "recalled"], ["new_raw"]),
        node("Tanh", ["new_raw"], ["new"]),
        node("Sub", ["one", "keep"], ["renew"]),
        node("Mul", ["renew", "new"], ["renewed"]),
        node("Mul", ["keep", "memory"], ["kept"]),
        node("Add", ["renewed", "kept"], ["memory_after"]),
        node("Concat", ["memory_after", "entered"], ["both"], axis=1),
        linear("think", "both", "think_raw"),
        node("Relu", ["think_raw"], ["thought"]),
        linear("values", "thought", "values_beside"),
        linear("around", "seen", "values_around"),
        node("Add", ["values_beside", "values_around"], ["values"]),
        linear("spreads", "thought", "spreads_raw"),
        node("Clip", ["spreads_raw", "least", "most"], ["spreads"]),
    ]


def bundle(state: dict[str, torch.Tensor]) -> None:
    """Write the file, and beside it by how much its spreads have to be stretched."""
    data = onnx_of(state)
    (_FOLDER / "perfectform.onnx").write_bytes(data)
    told = {"sha256": hashlib.sha256(data).hexdigest(), "memory": MEMORY, **factors(state, held_out.load())}
    (_FOLDER / "perfectform.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


def main() -> None:
    """Take the averaged weights."""
    bundle(torch.load(Path(sys.argv[1]), weights_only=True)["average"])


if __name__ == "__main__":
    main()
