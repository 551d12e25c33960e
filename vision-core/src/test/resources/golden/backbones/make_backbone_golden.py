"""Hidden states of tiny random models, from the software that defines each family.

    python make_backbone_golden.py

writes huggingface.json, timm.json and open-clip.json next to this file. Each case has a configuration file, the names and
shapes of the tensors in the model's file as its software saves them, and a sample of what leaves each layer. The
weights and the pixels follow a formula of their names, which the tests repeat, so that no file holds them. Ran with torch
2.7.1, transformers 5.23.0, timm 1.0.31, open_clip_torch 3.3.0, numpy 2.3.5.
"""

import json
import re
import tempfile
import zlib
from pathlib import Path

import numpy
import open_clip
import safetensors.torch
import timm
import torch
import transformers
from open_clip.model import CLIP, CustomTextCLIP, resize_pos_embed
from transformers.models.siglip2.image_processing_siglip2 import convert_image_to_patches

HERE = Path(__file__).parent
VERSIONS = (
    f"torch {torch.__version__}, transformers {transformers.__version__}, timm {timm.__version__}, "
    f"open_clip {open_clip.__version__}, numpy {numpy.__version__}"
)
ONE = re.compile(r"(norm[^.]*|ln_[^.]*)\.weight$|lambda1$|gamma(_[12])?$")
SAMPLES = 24


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
    return h.astype(numpy.float64).reshape(shape) / 2.0**31 - 1


def weight(name, shape):
    size = 1.5 / shape[1] ** 0.5 if len(shape) == 2 else 0.3
    values = (1.0 if ONE.search(name) else 0.0) + size * numbers(name, *shape)
    return torch.from_numpy(numpy.asarray(values, numpy.float32))


def filled(state):
    return {name: weight(name, list(tensor.shape)) if tensor.is_floating_point() else tensor for name, tensor in state.items()}


def pixels_of(height, width):
    return torch.from_numpy(numbers("pixels", 1, 3, height, width).astype(numpy.float32))


def patterns(state):
    """Names and shapes, those of all layers together."""
    found = {}
    for name, tensor in state.items():
        if tensor.is_floating_point():
            found[re.sub(r"(layers?|blocks|resblocks)\.\d+\.", r"\1.#.", name)] = list(tensor.shape)
    return found


def sample(tensor):
    values = tensor.flatten()
    step = max(1, values.numel() // SAMPLES) | 1
    return {
        "absoluteSum": round(values.double().abs().sum().item(), 4),
        "step": step,
        "every": [float(f"{v:.6g}") for v in values[::step].tolist()],
    }


@torch.no_grad()
def states(layers, norm, run):
    """What leaves each layer [T, D], and the last one after the norm."""
    caught = []
    hooks = [
        layer.register_forward_hook(lambda m, i, out: caught.append(out[0] if isinstance(out, tuple) else out))
        for layer in layers
    ]
    run()
    for hook in hooks:
        hook.remove()
    assert len(caught) == len(layers)
    result = [sample(x[0]) for x in caught]
    last = sample(norm(caught[-1])[0]) if norm is not None else None
    return {"tokens": caught[0].shape[1], "layers": result, "normed": last}


def case(name, family, config, state, height, width, found, **more):
    return {
        "case": name,
        "family": family,
        "config": config,
        "tensors": patterns(state),
        "height": height,
        "width": width,
        **more,
        **found,
    }


# Hugging Face


def huggingface(name, model_class, config, height, width, plain=False):
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        model_class(config).save_pretrained(folder)
        file = Path(folder) / "model.safetensors"
        state = filled(safetensors.torch.load_file(file))
        safetensors.torch.save_file(state, file, metadata={"format": "pt"})
        model, info = model_class.from_pretrained(folder, output_loading_info=True, attn_implementation="eager")
        assert not info["missing_keys"] and not info["unexpected_keys"], info
        json_config = json.loads((Path(folder) / "config.json").read_text())
    model.eval()
    if plain:  # as somebody saves its weights without its software
        state = filled(model.state_dict())
        model.load_state_dict(state)
    for outer in ("vit", "deit", "dinov2", "dinov2_with_registers", "vision_model"):
        inner = getattr(model, outer, None)
        model = inner if isinstance(inner, torch.nn.Module) else model
    layers = next(
        found
        for path in ("encoder.layer", "encoder.layers", "layers", "model.layer", "layer")
        if (found := by_path(model, path)) is not None
    )
    norm = next(getattr(model, n) for n in ("layernorm", "post_layernorm", "norm") if hasattr(model, n))
    pixels = pixels_of(height, width)
    if config.model_type.startswith("siglip2"):
        patch = model.config.patch_size
        patches = convert_image_to_patches(pixels[0], patch)[None]
        shapes = torch.tensor([[height // patch, width // patch]])
        mask = torch.ones(1, patches.shape[1], dtype=torch.int32)
        run = lambda: model(patches, pixel_attention_mask=mask, spatial_shapes=shapes)
    elif config.model_type.startswith("dino"):
        run = lambda: model(pixels)
    else:
        run = lambda: model(pixels, interpolate_pos_encoding=True)
    found = states(layers, norm, run)
    keep = {k: v for k, v in json_config.items() if k not in UNUSED}
    for part in ("vision_config", "text_config"):
        if part in keep:
            keep[part] = {k: v for k, v in keep[part].items() if k not in UNUSED}
    return case(name, config.model_type, keep, state, height, width, found)


UNUSED = set(
    "architectures dtype transformers_version id2label label2id initializer_range initializer_factor "
    "stage_names out_features out_indices _out_features _out_indices pad_token_id bos_token_id eos_token_id".split()
)


def by_path(module, path):
    for step in path.split("."):
        module = getattr(module, step, None)
        if module is None:
            return None
    return module if isinstance(module, torch.nn.ModuleList) else None


def huggingface_cases():
    t = transformers
    dino = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, patch_size=4, image_size=20, mlp_ratio=2)
    vit = dict(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, patch_size=4, image_size=20, intermediate_size=40
    )
    text = dict(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, vocab_size=32,
        max_position_embeddings=8, pad_token_id=0, bos_token_id=1, eos_token_id=2,
    )
    rotary = {k: v for k, v in vit.items() if k != "image_size"}
    flex = {**rotary, "num_patches": 25}
    no_bias = dict(query_bias=False, key_bias=False, value_bias=False)
    yield "dinov2", t.Dinov2Model, t.Dinov2Config(**dino), 20, 20
    yield "dinov2, another grid", t.Dinov2Model, t.Dinov2Config(**dino), 12, 28
    yield "dinov2, a larger grid, not a multiple of the patch", t.Dinov2Model, t.Dinov2Config(**dino), 38, 29
    yield "dinov2, gated", t.Dinov2Model, t.Dinov2Config(**{**dino, "mlp_ratio": 4}, use_swiglu_ffn=True), 16, 24
    yield "dinov2, quick gelu, a classifier", t.Dinov2ForImageClassification, t.Dinov2Config(
        **dino, hidden_act="quick_gelu"), 24, 16
    yield "dinov2, no qkv bias, no mask token", t.Dinov2Model, t.Dinov2Config(
        **dino, qkv_bias=False, use_mask_token=False, layer_norm_eps=1e-3), 20, 20
    reg = t.Dinov2WithRegistersConfig
    yield "dinov2 with registers", t.Dinov2WithRegistersModel, reg(**dino), 12, 28
    yield "dinov2 with registers, a larger grid", t.Dinov2WithRegistersModel, reg(**dino, num_register_tokens=3), 28, 44
    yield "dinov2 with no registers", t.Dinov2WithRegistersModel, reg(**dino, num_register_tokens=0), 20, 20
    yield "dinov2 with registers, gated", t.Dinov2WithRegistersModel, reg(**dino, use_swiglu_ffn=True), 20, 20
    yield "vit", t.ViTModel, t.ViTConfig(**vit), 20, 20
    yield "vit, another grid", t.ViTForImageClassification, t.ViTConfig(**vit), 12, 28
    yield "vit, tanh gelu, no qkv bias", t.ViTModel, t.ViTConfig(**vit, hidden_act="gelu_new", qkv_bias=False), 28, 12
    yield "vit, masked image modelling", t.ViTForMaskedImageModeling, t.ViTConfig(**vit, encoder_stride=4), 20, 20
    yield "vit, as its modules are called", t.ViTModel, t.ViTConfig(**vit), 16, 16, True
    yield "dinov2, gated, as its modules are called", t.Dinov2Model, t.Dinov2Config(**dino, use_swiglu_ffn=True), 16, 16, True
    yield "deit", t.DeiTModel, t.DeiTConfig(**vit), 20, 20
    yield "deit, another grid", t.DeiTForImageClassificationWithTeacher, t.DeiTConfig(**vit), 24, 12
    clip = dict(vision_config=vit, text_config=text)
    yield "clip, whole", t.CLIPModel, t.CLIPConfig(**clip), 20, 20
    yield "clip, vision half", t.CLIPVisionModel, t.CLIPVisionConfig(**vit), 12, 28
    yield "clip, vision half, exact gelu", t.CLIPVisionModelWithProjection, t.CLIPVisionConfig(
        **vit, hidden_act="gelu"), 28, 20
    yield "clip, as its modules are called", t.CLIPVisionModel, t.CLIPVisionConfig(**vit), 20, 16, True
    siglip = dict(vision_config=vit, text_config={**text, "projection_size": 16})
    yield "siglip, whole", t.SiglipModel, t.SiglipConfig(**siglip), 20, 20
    yield "siglip, vision half", t.SiglipVisionModel, t.SiglipVisionConfig(**vit), 12, 28
    yield "siglip, vision half, exact gelu, no head", t.SiglipVisionModel, t.SiglipVisionConfig(
        **vit, hidden_act="gelu", vision_use_head=False), 20, 28
    yield "siglip2, whole", t.Siglip2Model, t.Siglip2Config(vision_config=flex, text_config=siglip["text_config"]), 12, 28
    yield "siglip2, vision half", t.Siglip2VisionModel, t.Siglip2VisionConfig(**flex), 20, 20
    yield "siglip2, a larger grid", t.Siglip2VisionModel, t.Siglip2VisionConfig(**flex), 28, 32
    three = t.DINOv3ViTConfig
    yield "dinov3", t.DINOv3ViTModel, three(**rotary, num_register_tokens=4), 20, 20
    yield "dinov3, not square, no registers", t.DINOv3ViTModel, three(**rotary), 12, 28
    yield "dinov3, another base, key bias", t.DINOv3ViTModel, three(**rotary, rope_theta=10.0, key_bias=True), 28, 12
    yield "dinov3, gated", t.DINOv3ViTModel, three(
        **rotary, num_register_tokens=1, use_gated_mlp=True, hidden_act="silu"), 16, 24
    yield "dinov3, gated by gelu", t.DINOv3ViTModel, three(**rotary, use_gated_mlp=True), 16, 24
    yield "dinov3, no biases", t.DINOv3ViTModel, three(**rotary, **no_bias, proj_bias=False, mlp_bias=False), 20, 20
    yield "dinov3, values have a bias", t.DINOv3ViTModel, three(**rotary, query_bias=False), 20, 20


# timm


def timm_case(name, architecture, height, width, **arguments):
    torch.manual_seed(0)
    model = timm.create_model(architecture, num_classes=3, **arguments).eval()
    with tempfile.TemporaryDirectory() as folder:
        timm.models.save_for_hf(model, folder, model_args=arguments, safe_serialization=True)
        config = json.loads((Path(folder) / "config.json").read_text())
    state = filled(model.state_dict())
    model.load_state_dict(state)
    pretrained = config["pretrained_cfg"]
    keys = "input_size interpolation crop_pct crop_mode mean std".split()
    config["pretrained_cfg"] = {k: pretrained[k] for k in keys if k in pretrained}
    if not arguments.get("dynamic_img_size", "dinov3" in architecture):
        if model.patch_embed.img_size != (height, width):
            model.set_input_size((height, width))
    norm = model.norm if not isinstance(model.norm, torch.nn.Identity) else model.fc_norm
    if isinstance(norm, torch.nn.Identity):
        norm = None
    found = states(model.blocks, norm, lambda: model.forward_features(pixels_of(height, width)))
    return case(name, "timm", config, state, height, width, found)


def timm_cases():
    tiny = dict(img_size=20, patch_size=4, embed_dim=16, depth=2, num_heads=2, mlp_ratio=2)
    rotary = {k: v for k, v in tiny.items() if k != "img_size"}
    yield "vit", "vit_tiny_patch16_224", 20, 20, tiny
    yield "vit, another grid", "vit_base_patch16_224", 12, 28, {**tiny, "dynamic_img_size": True}
    yield "vit, another size", "vit_base_patch16_384", 28, 28, tiny
    yield "vit, no qkv bias, tanh gelu", "vit_small_patch16_224", 20, 20, {**tiny, "qkv_bias": False, "act_layer": "gelu_tanh"}
    yield "vit, no biases of projections", "vit_small_patch16_224", 20, 20, {**tiny, "proj_bias": False}
    yield "vit, pooled by average", "vit_base_patch16_gap_224", 20, 12, {**tiny, "dynamic_img_size": True}
    yield "vit, no final norm", "vit_small_patch16_224", 20, 20, {**tiny, "final_norm": False}
    yield "vit, no class token", "vit_small_patch16_224", 20, 20, {**tiny, "class_token": False, "global_pool": "avg"}
    yield "vit, registers with positions", "vit_small_patch16_224", 12, 28, {
        **tiny, "reg_tokens": 2, "dynamic_img_size": True}
    yield "vit, no positions", "vit_small_patch16_224", 12, 28, {**tiny, "pos_embed": "none", "dynamic_img_size": True}
    yield "registers, pooled by average", "vit_medium_patch16_reg4_gap_256", 12, 28, {**tiny, "dynamic_img_size": True}
    yield "dinov2", "vit_small_patch14_dinov2", 28, 12, {**tiny, "dynamic_img_size": True}
    yield "dinov2 with registers", "vit_small_patch14_reg4_dinov2", 28, 12, {**tiny, "dynamic_img_size": True}
    yield "dinov2 giant", "vit_giant_patch14_dinov2", 20, 20, tiny
    yield "dinov2 giant with registers", "vit_giant_patch14_reg4_dinov2", 16, 24, {**tiny, "dynamic_img_size": True}
    yield "clip", "vit_base_patch32_clip_224", 12, 28, {**tiny, "dynamic_img_size": True}
    yield "clip, quick gelu", "vit_base_patch32_clip_quickgelu_224", 20, 20, tiny
    yield "siglip", "vit_base_patch16_siglip_224", 20, 20, tiny
    yield "siglip, another grid", "vit_base_patch32_siglip_256", 12, 28, {**tiny, "dynamic_img_size": True}
    yield "siglip so400m", "vit_so400m_patch14_siglip_384", 20, 20, tiny
    yield "siglip, pooled by average", "vit_base_patch16_siglip_gap_224", 20, 20, tiny
    yield "deit3", "deit3_base_patch16_224", 12, 28, {**tiny, "dynamic_img_size": True}
    yield "deit", "deit_tiny_patch16_224", 20, 20, tiny
    yield "deit, distilled", "deit_tiny_distilled_patch16_224", 12, 28, {**tiny, "dynamic_img_size": True}
    yield "dinov3", "vit_small_patch16_dinov3", 12, 28, rotary
    yield "dinov3 with biases", "vit_base_patch16_dinov3_qkvb", 20, 20, rotary
    yield "dinov3 plus", "vit_small_plus_patch16_dinov3", 20, 12, rotary


# OpenCLIP


def open_clip_case(name, height, width, vision, half=False, **more):
    torch.manual_seed(0)
    text = dict(context_length=8, vocab_size=32, width=16, heads=2, layers=1)
    custom = "timm_model_name" in vision
    build = CustomTextCLIP if custom else CLIP
    model = build(16, {**vision}, text, **more)
    state = filled(model.state_dict())
    if custom:
        model.load_state_dict(state)
        trunk = model.visual.trunk
        layers, norm = trunk.blocks, trunk.norm
        if trunk.patch_embed.img_size != (height, width):
            trunk.set_input_size((height, width))
        run = lambda: trunk.forward_features(pixels_of(height, width))
    else:
        resized = build(16, {**vision, "image_size": (height, width)}, text, **more)
        loaded = dict(state)
        resize_pos_embed(loaded, resized)
        resized.load_state_dict(loaded)
        layers = resized.visual.transformer.resblocks
        norm = None if vision.get("attentional_pool") else resized.visual.ln_post
        resized.eval()
        run = lambda: resized.visual(pixels_of(height, width))
    model.eval()
    found = states(layers, norm, run)
    config = {"model_cfg": {"embed_dim": 16, "vision_cfg": vision, "text_cfg": text, **more}}
    if half:
        state = {k.removeprefix("visual."): v for k, v in state.items() if k.startswith("visual.")}
        renamed = {k: weight("visual." + k, list(v.shape)) for k, v in state.items()}
        state = renamed
    return case(name, "open_clip", config, state, height, width, found, **({"formulaPrefix": "visual."} if half else {}))


def open_clip_cases():
    tiny = dict(image_size=20, layers=2, width=16, patch_size=4, head_width=8, mlp_ratio=2.0)
    yield "default", 20, 20, tiny, {}
    yield "another grid", 12, 28, tiny, {}
    yield "quick gelu", 20, 20, tiny, dict(quick_gelu=True)
    yield "tanh gelu, another epsilon", 20, 20, {**tiny, "act_kwargs": {"approximate": "tanh"}, "norm_kwargs": {"eps": 1e-3}}, {}
    yield "layer scale", 20, 28, {**tiny, "ls_init_value": 0.1}, {}
    yield "no norm before the layers", 20, 20, {**tiny, "no_ln_pre": True}, {}
    yield "attention pooling", 20, 20, {**tiny, "attentional_pool": True, "attn_pooler_heads": 2, "attn_pooler_queries": 4}, {}
    yield "the vision half", 20, 20, tiny, dict(half=True)
    yield "timm's", 32, 64, dict(image_size=48, timm_model_name="test_vit", timm_pool="token", timm_proj="linear"), {}


def write(name, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / name).write_text(f'{{"versions":"{VERSIONS}","cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    write("huggingface.json", [huggingface(*args) for args in huggingface_cases()])
    write("timm.json", [timm_case(n, a, h, w, **args) for n, a, h, w, args in timm_cases()])
    write("open-clip.json", [open_clip_case(n, h, w, v, **more) for n, h, w, v, more in open_clip_cases()])
