"""What leaves some layers of a backbone for a test image, computed by the software that defines it.

    pip install torch transformers timm numpy
    python make_reference.py facebook/dinov2-base > dinov2-base.json
    ./vpt4j backbone verify facebook/dinov2-base --reference dinov2-base.json

The name is a folder or one of Hugging Face's or (timm/...) timm's models. The test image follows from a formula.
"""

import json
import sys
import zlib

import numpy
import torch


def numbers(name, *shape):
    """Reproducible values in [-1, 1): the bits of each index mixed with a checksum of the name."""
    mask = numpy.uint64(0xFFFFFFFF)
    h = numpy.arange(int(numpy.prod(shape)), dtype=numpy.uint64) * numpy.uint64(0x9E3779B9) & mask
    h ^= numpy.uint64(zlib.crc32(name.encode()))
    h ^= h >> numpy.uint64(16)
    h = h * numpy.uint64(0x85EBCA6B) & mask
    h ^= h >> numpy.uint64(13)
    h = h * numpy.uint64(0xC2B2AE35) & mask
    h ^= h >> numpy.uint64(16)
    return torch.from_numpy((h.astype(numpy.float64).reshape(shape) / 2.0**31 - 1).astype(numpy.float32))


def load(name):
    """The encoder, its layers, and its patch size."""
    if name.startswith("timm/"):
        import timm

        model = timm.create_model("hf-hub:" + name, pretrained=True, num_classes=0, dynamic_img_size=True)
        return model, model.blocks, model.patch_embed.patch_size[0], {}
    import transformers

    model = transformers.AutoModel.from_pretrained(name, dtype=torch.float32)
    model = getattr(model, "vision_model", model)
    for path in ("encoder.layer", "encoder.layers", "layers", "model.layer", "layer"):
        layers = model
        for step in path.split("."):
            layers = getattr(layers, step, None)
        if layers is not None:
            break
    options = {} if model.config.model_type.startswith("dino") else {"interpolate_pos_encoding": True}
    return model, layers, model.config.patch_size, options


@torch.no_grad()
def main(name):
    model, layers, patch, options = load(name)
    height, width = 16 * patch, 12 * patch
    caught = []
    for layer in layers:
        layer.register_forward_hook(lambda m, i, out: caught.append(out[0] if isinstance(out, tuple) else out))
    model.eval()(numbers("pixels", 1, 3, height, width), **options)
    depth = len(caught)
    reference = {"backbone": name, "height": height, "width": width, "torch": torch.__version__, "layers": []}
    for number in sorted({1, (depth + 1) // 2, depth}):
        values = caught[number - 1].flatten()
        step = max(1, values.numel() // 64) | 1
        reference["layers"].append(
            {
                "layer": number,
                "norm": values.double().norm().item(),
                "step": step,
                "every": [float(f"{v:.6g}") for v in values[::step].tolist()],
            }
        )
    print(json.dumps(reference))


if __name__ == "__main__":
    main(sys.argv[1])
