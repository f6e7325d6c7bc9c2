"""Runs a `.tflite` network with LiteRT on the CPU; all that the backends know of that library is here."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]


class Network:
    """One loaded network with one input; asked from one thread at a time, since it answers in buffers of its own."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        """Load the network at `path`; `threads` is how many cores one inference may use."""
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_path=str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = {entry["name"]: entry["index"] for entry in self._interpreter.get_output_details()}

    def run(self, tensor: Tensor, *outputs: str) -> tuple[Tensor, ...]:
        """Infer.

        Args:
            tensor: the input, in the shape that the network asks for.
            outputs: names of the outputs that are wanted.

        Returns:
            A copy of each wanted output, in the order asked.
        """
        self._interpreter.set_tensor(self._input, tensor)
        self._interpreter.invoke()
        return tuple(self._interpreter.get_tensor(self._outputs[name]) for name in outputs)
