"""Preprocessed images of each family's own software.

    python make_preprocessing_golden.py

writes preprocessing.json next to this file: the configuration, and a sample of the pixels that the software makes of an
image of the given size. The image follows from a formula that the tests repeat. Ran with torch 2.7.1, torchvision 0.22.1,
transformers 5.23.0, timm 1.0.31, open_clip_torch 3.3.0, pillow.
"""

import json
from pathlib import Path

import numpy
import timm
import torch
import transformers
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image

HERE = Path(__file__).parent
SAMPLES = 200


def image(width, height):
    """Smooth shapes with fine lines on them."""
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(3), indexing="ij")
    values = (x * (3 + c) + y * (5 - c) + (x * y) // 7 + 40 * ((x // 9 + y // 11) % 2)) % 256
    return Image.fromarray(values.astype(numpy.uint8))


def sample(tensor):
    values = tensor.flatten().tolist()
    step = max(1, len(values) // SAMPLES) | 1
    return {
        "height": tensor.shape[-2],
        "width": tensor.shape[-1],
        "step": step,
        "every": [round(v, 4) for v in values[::step]],
    }


def huggingface(family, processor, width, height, encoder):
    config = json.loads(processor.to_json_string())
    pixels = processor(image(width, height), return_tensors="pt")
    if family == "siglip2":
        rows, columns = pixels["spatial_shapes"][0].tolist()
        patch = config["patch_size"]
        values = pixels["pixel_values"][0][: rows * columns].reshape(rows, columns, patch, patch, 3)
        out = values.permute(4, 0, 2, 1, 3).reshape(3, rows * patch, columns * patch)
    else:
        out = pixels["pixel_values"][0]
    return {"family": family, "config": encoder, "preprocessor": config, "image": [width, height], **sample(out)}


def of_timm(name, width, height, **overrides):
    model = timm.create_model(name, num_classes=0, depth=1)
    data = timm.data.resolve_data_config({}, model=model)
    data.update(overrides)
    transform = timm.data.create_transform(**data, is_training=False)
    cfg = {k: data[k] for k in ("input_size", "interpolation", "mean", "std", "crop_pct", "crop_mode") if k in data}
    config = {"architecture": name, "pretrained_cfg": cfg}
    return {"family": "timm", "config": config, "image": [width, height], **sample(transform(image(width, height)))}


def of_open_clip(width, height, **cfg):
    preprocess = PreprocessCfg(**cfg)
    out = image_transform_v2(preprocess, is_train=False)(image(width, height))
    vision = {"image_size": preprocess.size, "patch_size": 8, "layers": 1, "width": 16, "head_width": 8}
    config = {"model_cfg": {"vision_cfg": vision}, "preprocess_cfg": cfg}
    return {"family": "open_clip", "config": config, "image": [width, height], **sample(out)}


def cases():
    t = transformers
    vit = dict(
        model_type="vit", hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, image_size=224,
        patch_size=16,
    )
    dino = {**vit, "model_type": "dinov2", "patch_size": 14, "mlp_ratio": 1}
    for width, height in ((301, 200), (90, 151), (500, 333)):
        yield huggingface("dinov2", t.BitImageProcessor(
            size={"shortest_edge": 256}, crop_size={"height": 224, "width": 224}, image_mean=[0.485, 0.456, 0.406],
            image_std=[0.229, 0.224, 0.225]), width, height, dino)
        yield huggingface("vit", t.ViTImageProcessor(), width, height, vit)
        yield huggingface("deit", t.DeiTImageProcessor(), width, height, {**vit, "model_type": "deit"})
        yield huggingface("clip", t.CLIPImageProcessor(), width, height, {"model_type": "clip", "vision_config": {"patch_size": 16}})
        yield huggingface("siglip", t.SiglipImageProcessor(), width, height, {"model_type": "siglip"})
        yield huggingface("siglip2", t.Siglip2ImageProcessor(patch_size=16, max_num_patches=64), width, height, {
            "model_type": "siglip2"})
        yield huggingface("dinov3", t.DINOv3ViTImageProcessor(), width, height, {"model_type": "dinov3_vit"})
        yield of_timm("vit_small_patch16_224", width, height)
        yield of_timm("vit_small_patch14_reg4_dinov2", width, height, input_size=(3, 224, 224))
        yield of_timm("vit_base_patch16_siglip_224", width, height)
        yield of_timm("vit_base_patch32_clip_224", width, height, crop_mode="border", crop_pct=1.0)
        yield of_open_clip(width, height, size=96)
        yield of_open_clip(width, height, size=96, resize_mode="squash", interpolation="bilinear")
        yield of_open_clip(width, height, size=96, resize_mode="longest")


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases())
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}, timm {timm.__version__}"
    (HERE / "preprocessing.json").write_text(f'{{"versions":"{versions}","cases":[\n{lines}\n]}}\n')
