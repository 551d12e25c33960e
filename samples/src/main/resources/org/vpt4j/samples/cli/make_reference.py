"""What leaves some layers of a backbone for a test image, computed by the software that defines it.

    pip install torch transformers timm open_clip_torch sentencepiece numpy
    python make_reference.py facebook/dinov2-base > dinov2-base.json
    ./vpt4j backbone verify facebook/dinov2-base --reference dinov2-base.json

The name is that of a model of Hugging Face's, of timm's (timm/...), of OpenCLIP's (hf-hub:...), or a folder with one of them.
The test image follows from a formula. With a text encoder, the embeddings of some texts are among the results. A reference
that is saved as vpt4j-reference.json in the folder of the model is found there.
"""

import json
import sys
import zlib

import numpy
import torch

TEXTS = ["a photo of a cat", "two red circles and a star", "street"]


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


def transformers_model(name):
    """The model, its encoder, layers, patch size, and how to run it on an image."""
    import transformers

    whole = transformers.AutoModel.from_pretrained(name, dtype=torch.float32).eval()
    model = getattr(whole, "vision_model", whole)
    for path in ("encoder.layer", "encoder.layers", "layers", "model.layer", "layer"):
        layers = model
        for step in path.split("."):
            layers = getattr(layers, step, None)
        if layers is not None:
            break
    patch = model.config.patch_size
    kind = model.config.model_type
    options = {} if kind.startswith("dino") else {"interpolate_pos_encoding": True}
    run = lambda pixels: model(pixels, **options)
    if kind.startswith("siglip2"):
        from transformers.models.siglip2.image_processing_siglip2 import convert_image_to_patches

        def run(pixels):
            patches = convert_image_to_patches(pixels[0], patch)[None]
            rows, columns = (side // patch for side in pixels.shape[2:])
            mask = torch.ones(1, rows * columns, dtype=torch.int32)
            return model(patches, pixel_attention_mask=mask, spatial_shapes=torch.tensor([[rows, columns]]))

    return layers, (16 * patch, 12 * patch), run, transformers_texts(whole, name)


def transformers_texts(model, name):
    """What embeds texts, if there is a text encoder."""
    if not hasattr(model, "text_model"):
        return None
    import transformers

    siglip = model.config.model_type.startswith("siglip")
    how = {"padding": "max_length", "max_length": 64, "padding_side": "right"} if siglip else {"padding": True}

    def embed(texts):
        tokenizer = transformers.AutoTokenizer.from_pretrained(name)
        batch = tokenizer(texts, truncation=True, return_tensors="pt", **how)
        out = model.get_text_features(**{k: v for k, v in batch.items() if k == "input_ids" or not siglip})
        return getattr(out, "pooler_output", out)

    return embed


def timm_model(name):
    import timm

    model = timm.create_model(name, pretrained=True, num_classes=0, dynamic_img_size=True).eval()
    patch = model.patch_embed.patch_size[0]
    return model.blocks, (16 * patch, 12 * patch), model.forward_features, None


def open_clip_model(name):
    import open_clip

    model, _ = open_clip.create_model_from_pretrained(name)
    model = model.float().eval()
    tokenizer = open_clip.get_tokenizer(name)
    embed = lambda texts: model.encode_text(tokenizer(texts))
    trunk = getattr(model.visual, "trunk", None)
    if trunk is not None:
        return trunk.blocks, trunk.patch_embed.img_size, trunk.forward_features, embed
    size = model.visual.image_size
    size = (size, size) if isinstance(size, int) else size
    return model.visual.transformer.resblocks, size, model.visual, embed


def load(name):
    import os

    if name.startswith("hf-hub:"):
        return open_clip_model(name)
    if os.path.exists(os.path.join(name, "open_clip_config.json")):
        return open_clip_model("local-dir:" + name)
    if name.startswith("timm/"):
        return timm_model("hf-hub:" + name)
    if os.path.isdir(name) and "architecture" in json.load(open(os.path.join(name, "config.json"))):
        return timm_model("local-dir:" + name)
    return transformers_model(name)


def sample(values):
    values = values.flatten()
    step = max(1, values.numel() // 64) | 1
    return {
        "norm": values.double().norm().item(),
        "step": step,
        "every": [float(f"{v:.6g}") for v in values[::step].tolist()],
    }


@torch.no_grad()
def main(name):
    layers, (height, width), run, embed = load(name)
    caught = []
    for layer in layers:
        layer.register_forward_hook(lambda m, i, out: caught.append(out[0] if isinstance(out, tuple) else out))
    run(numbers("pixels", 1, 3, height, width))
    depth = len(caught)
    reference = {"backbone": name, "height": height, "width": width, "torch": torch.__version__}
    reference["layers"] = [{"layer": n, **sample(caught[n - 1])} for n in sorted({1, (depth + 1) // 2, depth})]
    if embed is not None:
        try:
            embeddings = torch.nn.functional.normalize(embed(TEXTS), dim=-1)
            reference["texts"] = [{"text": text, **sample(e)} for text, e in zip(TEXTS, embeddings)]
        except Exception as e:  # a tokenizer that this software cannot read says nothing about the image encoder
            print(f"without texts: {type(e).__name__}: {e}", file=sys.stderr)
    print(json.dumps(reference))


if __name__ == "__main__":
    main(sys.argv[1])
