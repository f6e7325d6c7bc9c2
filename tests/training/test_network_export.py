"""The exported network says what the trained one says; needs torch and onnx, which only who trains has."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: see the extra `training`")
pytest.importorskip("onnx", reason="onnx is not installed: see the extra `training`")


def test_one_frame_after_the_other_is_as_the_whole_at_once() -> None:
    import onnxruntime

    from processors.lifting.features import COUNT
    from training.export import onnx_of
    from training.network import MEMORY, Network

    torch.manual_seed(1)
    network = Network().eval()
    seen = torch.randn(1, 7, COUNT)
    with torch.no_grad():
        values, spreads, memory = network(seen, torch.zeros(1, 1, MEMORY))
    served = onnxruntime.InferenceSession(onnx_of(network.state_dict()), providers=["CPUExecutionProvider"])
    kept = np.zeros((1, MEMORY), np.float32)
    for frame in range(7):
        one, spread, kept = served.run(None, {"seen": seen[:, frame].numpy(), "memory": kept})
        assert np.allclose(one, values[:, frame], atol=1e-5)
        assert np.allclose(spread, spreads[:, frame], atol=1e-5)
    assert np.allclose(kept, memory[0], atol=1e-5)


def test_imagined_errors_leave_nothing_undefined() -> None:
    from training import detector, echoes
    from training.imagined import Errs, imagine

    joints, image = torch.randn(3, 10, 26, 3) * 0.3, torch.randn(3, 10, 26, 2) * 0.2
    errs = Errs(detector.load(), echoes.load())
    said = imagine(errs, joints, torch.ones(3, 10, 26), image, torch.full((3, 10), 0.5), torch.full((3, 10), 0.04))
    assert torch.isfinite(said.joints).all()
    assert ((said.scores >= 0) & (said.scores <= 1)).all()
    assert said.joints.shape == (3, 10, 26, 2)
