"""Runs a `.tflite` network with LiteRT on the CPU; all that the backends know of that library is here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from processors.tflite_cut import cut

Tensor = NDArray[np.float32]


class Network:
    """One loaded network with one input; asked from one thread at a time, since it answers from buffers of its own."""

    def __init__(self, path: Path, outputs: tuple[str, ...], threads: int) -> None:
        """Load the network.

        Args:
            path: a `.tflite` file.
            outputs: names of the outputs that are wanted; nothing else is computed.
            threads: how many cores one inference may use.
        """
        from ai_edge_litert.interpreter import Interpreter

        with _quiet_stderr():
            self._interpreter = Interpreter(model_content=cut(path.read_bytes(), outputs), num_threads=threads)
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        index = {entry["name"]: entry["index"] for entry in self._interpreter.get_output_details()}
        self._outputs = [index[name] for name in outputs]

    def run(self, tensor: Tensor) -> tuple[Tensor, ...]:
        """Infer: the input in the shape that the network asks for; copies of the wanted outputs, in their order."""
        self._interpreter.set_tensor(self._input, tensor)
        self._interpreter.invoke()
        return tuple(self._interpreter.get_tensor(output) for output in self._outputs)


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Drop what native code says on stderr: LiteRT greets there and has no switch for it; its errors are raised."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
