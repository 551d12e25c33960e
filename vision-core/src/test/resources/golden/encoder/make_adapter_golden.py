"""Golden values of encoders with adapters, computed with Hugging Face transformers and hooks on its layers.

    python make_adapter_golden.py

writes adapters-tiny.json beside this file: as make_encoder_golden.py, for the methods adaptformer, mona and side. Their
parameters are 0.3 times the `numbers` of their names.
"""

import torch
from torch.nn import functional as F
from transformers import Dinov2WithRegistersConfig, Dinov2WithRegistersModel

from make_encoder_golden import feature_maps, fill_model, layers_of, numbers, sample, write

D, R, HEIGHT, WIDTH, PATCH, REGISTERS = 32, 5, 12, 28, 4, 3
GRID = (HEIGHT // PATCH, WIDTH // PATCH)


def value(name, *shape):
    return 0.3 * numbers(name, *shape)


def linear(x, name, out):
    return F.linear(x, value(name + ".weight", out, x.shape[-1]), value(name + ".bias", out))


def conv(x, name, out, kernel, groups=1):
    weight = value(name + ".weight", out, x.shape[1] // groups, kernel, kernel)
    return F.conv2d(x, weight, value(name + ".bias", out), padding=kernel // 2, groups=groups)


def adaptformer(x, name):
    """The bottleneck without its factor, on every token."""
    return linear(F.relu(linear(x, name + "down", R)), name + "up", D)


def mona(x, name):
    """The adapter with its residual; tokens that are no patches pass."""
    before, patches = x[:, : 1 + REGISTERS], x[:, 1 + REGISTERS :]
    scaled = F.layer_norm(patches, (D,)) * value(name + "norm", D) + patches * value(name + "plain", D)
    m = linear(scaled, name + "down", R).transpose(1, 2).unflatten(2, GRID)
    m = m + sum(conv(m, f"{name}conv{k}", R, k, R) for k in (3, 5, 7)) / 3
    m = F.gelu(m + conv(m, name + "mix", R, 1))
    return torch.cat([before, patches + linear(m.flatten(2).transpose(1, 2), name + "up", D)], 1)


def side(maps):
    state = None
    for i, m in enumerate(maps):
        name = f"layer.{i}."
        down = conv(m, name + "down", R, 1)
        if state is None:
            state = down
        else:
            gate = torch.sigmoid(value(name + "gate", 1))
            state = gate * state + (1 - gate) * down
        norm = (value(name + "norm.weight", R), value(name + "norm.bias", R))
        x = F.layer_norm(state.movedim(1, 3), (R,), *norm).movedim(3, 1)
        state = state + conv(F.gelu(conv(x, name + "depth", R, 3, R)), name + "point", R, 1)
    return [m + conv(state, "up", D, 1) for m in maps]


def grow(model, method):
    """Hooks that add the method's branches to every layer."""
    seen = {}
    for i, layer in enumerate(layers_of(model)):
        name = f"layer.{i}."
        layer.register_forward_pre_hook(lambda m, args: seen.update(entering=args[0]))
        if method == "adaptformer":
            layer.norm2.register_forward_pre_hook(lambda m, args: seen.update(mlp=args[0]))
            layer.register_forward_hook(
                lambda m, args, out, name=name: out + 0.5 * adaptformer(seen["mlp"], name + "bottleneck.")
            )
        if method == "mona":
            layer.layer_scale1.register_forward_hook(
                lambda m, args, out, name=name: mona(seen["entering"] + out, name + "attention.") - seen["entering"]
            )
            layer.register_forward_hook(lambda m, args, out, name=name: mona(out, name + "mlp."))


def cases():
    for method in ("adaptformer", "mona", "side"):
        config = Dinov2WithRegistersConfig(
            hidden_size=D,
            num_hidden_layers=2,
            num_attention_heads=4,
            patch_size=PATCH,
            image_size=20,
            mlp_ratio=2,
            layer_norm_eps=1e-6,
            num_register_tokens=REGISTERS,
        )
        model = Dinov2WithRegistersModel(config).eval()
        fill_model(model)
        grow(model, method)
        with torch.no_grad():
            maps = feature_maps(model, numbers("pixels", 2, 3, HEIGHT, WIDTH), 1 + REGISTERS)
            maps = side(maps) if method == "side" else maps
        yield {
            "model": "registers",
            "prompt": method,
            "layerScale": True,
            "registers": REGISTERS,
            "quickGelu": False,
            "epsilon": config.layer_norm_eps,
            "height": HEIGHT,
            "width": WIDTH,
            "layers": [sample(i + 1, m, 5, 6) for i, m in enumerate(maps)],
        }


if __name__ == "__main__":
    write("adapters-tiny.json", cases())
