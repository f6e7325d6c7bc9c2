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
    from training.imagined import Bodies, Errs, imagine

    joints, image = torch.randn(3, 10, 26, 3) * 0.3, torch.randn(3, 10, 26, 2) * 0.2
    errs, rng = Errs(detector.load(), echoes.load()), np.random.default_rng(0)
    chosen = [echoes.echo(rng, errs.measured, one, torch.ones(10, 26)) for one in joints]
    frames, weights = (torch.from_numpy(np.stack([one[0] for one in parts])) for parts in zip(*chosen, strict=True))
    bodies = Bodies(
        joints,
        torch.ones(3, 10, 26),
        image,
        torch.full((3, 10), 0.5),
        torch.full((3, 10), 0.04),
        frames,
        weights,
        torch.tensor([True, True, False]),
    )
    said = imagine(errs, bodies)
    assert torch.isfinite(said.joints).all()
    assert ((said.scores >= 0) & (said.scores <= 1)).all()
    assert said.joints.shape == (3, 10, 26, 2)


def test_a_frame_that_was_measured_echoes_itself() -> None:
    from training import echoes

    measured = echoes.load()
    of_one = torch.nonzero(measured.clip == 4)[:30, 0]
    echo = echoes.echo(np.random.default_rng(0), measured, measured.joints[of_one], measured.visibility[of_one])
    assert np.array_equal(echo.frames[0, :, 0], of_one.numpy())
    said = echoes.echoed(measured, *(torch.from_numpy(part[0]) for part in echo))
    assert (said - measured.said[of_one]).abs().mean() < 0.3


def test_spreads_that_are_too_small_are_stretched() -> None:
    from training.calibrate import stretch

    far = np.abs(np.random.default_rng(0).normal(0, 1.5, 20_000))
    assert stretch(far) == pytest.approx(1.5, rel=0.05)
