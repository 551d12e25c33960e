"""Golden values of the encoder, computed with Hugging Face transformers.

    python make_encoder_golden.py PATH/TO/dinov2-small

writes encoder-tiny.json (small random models) and encoder-dinov2-small.json, both with a sample of the values of
feature maps and their sums, beside this file. Weights, pixels and prompts of the tests follow a formula, `numbers`, that the tests repeat, so no file
holds them. Prompts take part as the paper says: their tokens are inserted before a layer, go through it as any token
does, and are dropped or replaced afterwards.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy
import torch
import transformers
from transformers import (
    Dinov2Config,
    Dinov2Model,
    Dinov2WithRegistersConfig,
    Dinov2WithRegistersModel,
    ViTConfig,
    ViTModel,
)

HERE = Path(__file__).parent
VERSIONS = f"torch {torch.__version__}, transformers {transformers.__version__}, numpy {numpy.__version__}"


def numbers(name, *shape):
    """Reproducible values in [-1, 1): the bits of each index mixed with a checksum of the name."""
    count = int(numpy.prod(shape))
    mask = numpy.uint64(0xFFFFFFFF)
    h = numpy.arange(count, dtype=numpy.uint64) * numpy.uint64(0x9E3779B9) & mask
    h ^= numpy.uint64(zlib.crc32(name.encode()))
    h ^= h >> numpy.uint64(16)
    h = h * numpy.uint64(0x85EBCA6B) & mask
    h ^= h >> numpy.uint64(13)
    h = h * numpy.uint64(0xC2B2AE35) & mask
    h ^= h >> numpy.uint64(16)
    values = h.astype(numpy.float64) / 2.0**31 - 1
    return torch.from_numpy(values.reshape(shape).astype(numpy.float32))


def fill(parameter, name, rows=slice(None)):
    """A weight of the tests' random models: norms' and scales' near 1, matrices' by their fan-in, others' small."""
    shape = (3 * parameter.shape[0], *parameter.shape[1:]) if ".qkv." in name else tuple(parameter.shape)
    size = 1.5 / shape[1] ** 0.5 if len(shape) == 2 else 0.3
    one = 1.0 if ("norm" in name and name.endswith("weight")) or "scale" in name else 0.0
    values = numpy.float64(one) + size * numbers(name, *shape).double().numpy()
    parameter.data = torch.from_numpy(values.astype(numpy.float32))[rows].clone()


def fill_affine(module, name, rows=slice(None)):
    fill(module.weight, name + ".weight", rows)
    fill(module.bias, name + ".bias", rows)


def layers_of(model):
    return model.layers if hasattr(model, "layers") else model.encoder.layer


def fill_model(model):
    e = model.embeddings
    fill_affine(e.patch_embeddings.projection, "patch")
    fill(e.cls_token, "class_token")
    fill(e.position_embeddings, "position")
    if hasattr(e, "register_tokens"):
        fill(e.register_tokens, "register_tokens")
    fill_affine(model.layernorm, "norm")
    d = model.config.hidden_size
    for i, layer in enumerate(layers_of(model)):
        name = f"layer.{i}."
        first, second = ("norm1", "norm2") if hasattr(layer, "norm1") else ("layernorm_before", "layernorm_after")
        fill_affine(getattr(layer, first), name + "norm1")
        fill_affine(getattr(layer, second), name + "norm2")
        a = layer.attention
        for k, projection in enumerate((a.q_proj, a.k_proj, a.v_proj)):
            fill_affine(projection, name + "qkv", slice(k * d, (k + 1) * d))
        fill_affine(a.o_proj, name + "proj")
        fill_affine(layer.mlp.fc1, name + "fc1")
        fill_affine(layer.mlp.fc2, name + "fc2")
        if hasattr(layer, "layer_scale1"):
            fill(layer.layer_scale1.lambda1, name + "scale1")
            fill(layer.layer_scale2.lambda1, name + "scale2")


@torch.no_grad()
def feature_maps(model, pixels, prefix, shallow=None, deep=None):
    """[B, D, h, w] of every layer behind the final norm; deep: prompt tokens by layer, 1 is the first."""
    e = model.embeddings
    b, _, height, width = pixels.shape
    x = e(pixels, interpolate_pos_encoding=True) if isinstance(model, ViTModel) else e(pixels)
    if shallow is not None:
        x = torch.cat([x[:, :prefix], shallow.expand(b, -1, -1), x[:, prefix:]], 1)
    patch = model.config.patch_size
    h, w = height // patch, width // patch
    maps = []
    for i, layer in enumerate(layers_of(model)):
        prompt = (deep or {}).get(i + 1)
        if prompt is not None:
            x = torch.cat([x[:, :1], prompt.expand(b, -1, -1), x[:, 1:]], 1)
        x = layer(x)
        x = x[0] if isinstance(x, tuple) else x
        if prompt is not None:
            x = torch.cat([x[:, :1], x[:, 1 + prompt.shape[0] :]], 1)
        maps.append(model.layernorm(x)[:, -h * w :].transpose(1, 2).unflatten(2, (h, w)))
    return maps


def sample(layer, feature_map, step, digits):
    values = feature_map.flatten()
    return {
        "layer": layer,
        "sum": values.double().sum().item(),
        "absoluteSum": values.double().abs().sum().item(),
        "step": step,
        "every": [round(v, digits) for v in values[::step].tolist()],
    }


def tiny():
    common = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, patch_size=4, image_size=20)
    dino = dict(common, mlp_ratio=2, layer_norm_eps=1e-6)
    vit = dict(common, intermediate_size=64, layer_norm_eps=1e-5)
    models = {
        "layer scale, another grid": (Dinov2Model(Dinov2Config(**dino)), 0, 12, 28),
        "layer scale, the trained grid": (Dinov2Model(Dinov2Config(**dino)), 0, 20, 20),
        "registers": (
            Dinov2WithRegistersModel(Dinov2WithRegistersConfig(**dino, num_register_tokens=3)),
            3,
            20,
            20,
        ),
        "registers, a smaller grid": (
            Dinov2WithRegistersModel(Dinov2WithRegistersConfig(**dino, num_register_tokens=3)),
            3,
            12,
            28,
        ),
        "no layer scale": (ViTModel(ViTConfig(**vit), add_pooling_layer=False), 0, 28, 12),
        "quick gelu": (
            ViTModel(ViTConfig(**vit, hidden_act="quick_gelu"), add_pooling_layer=False),
            0,
            20,
            20,
        ),
    }
    cases = []
    for name, (model, registers, height, width) in models.items():
        model.eval()
        fill_model(model)
        pixels = numbers("pixels", 2, 3, height, width)
        prompt = numbers("prompt", 2, 10, 32)
        runs = {
            "none": {},
            "shallow": dict(shallow=numbers("prompt", 5, 32)),
            "deep all": dict(deep={1: prompt[0], 2: prompt[1]}),
            "deep last:1": dict(deep={2: prompt[0]}),
        }
        for run, prompts in runs.items():
            if run != "none" and name != "layer scale, another grid" and name != "registers":
                continue
            maps = feature_maps(model, pixels, 1 + registers, **prompts)
            cases.append(
                {
                    "model": name,
                    "prompt": run,
                    "layerScale": not isinstance(model, ViTModel),
                    "registers": registers,
                    "quickGelu": model.config.hidden_act == "quick_gelu",
                    "epsilon": model.config.layer_norm_eps,
                    "height": height,
                    "width": width,
                    "layers": [sample(i + 1, m, 5, 6) for i, m in enumerate(maps)],
                }
            )
    return cases


def real(folder):
    model = Dinov2Model.from_pretrained(folder, dtype=torch.float32).eval()
    prompt = numbers("prompt", 12, 10, 384)
    cases = []
    for height, width, run in (
        (224, 224, "none"),
        (336, 448, "none"),
        (448, 336, "none"),
        (518, 518, "none"),
        (224, 224, "deep all"),
        (224, 224, "deep last:4"),
    ):
        first = {"none": 13, "deep all": 1, "deep last:4": 9}[run]
        deep = {layer: prompt[layer - first] for layer in range(first, 13)}
        maps = feature_maps(model, numbers("pixels", 1, 3, height, width), 1, deep=deep)
        layers = [sample(i, maps[i - 1], maps[i - 1].numel() // 200 | 1, 5) for i in (3, 6, 9, 12)]
        cases.append({"height": height, "width": width, "prompt": run, "layers": layers})
    return cases


def write(name, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / name).write_text(f'{{"versions":"{VERSIONS}","cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    write("encoder-tiny.json", tiny())
    write("encoder-dinov2-small.json", real(sys.argv[1]))
