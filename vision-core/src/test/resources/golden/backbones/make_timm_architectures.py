"""The table of timm's vision transformers that the encoder can run.

    python make_timm_architectures.py

writes timm-architectures.txt next to the class that reads it: heads, activation, epsilon of the norms, which tokens
have a position, base of rotary positions, image size, and the names with these values. Everything else follows from the
weights. Ran with timm 1.0.31, torch 2.7.1.
"""

import inspect
from collections import defaultdict
from pathlib import Path

import timm
import torch
from timm.layers import GluMlp, Mlp, SwiGLU
from timm.layers import LayerNorm as TimmNorm
from timm.models import deit, eva, vision_transformer
from torch import nn

TARGET = Path(__file__).parents[4] / "main/resources/org/vpt4j/vision/backbone/timm-architectures.txt"
NORMS = (nn.LayerNorm, TimmNorm)


def activation(model):
    mlp = model.blocks[0].mlp
    act = getattr(mlp, "act", None)
    kind = type(act).__name__
    gated = isinstance(mlp, (GluMlp, SwiGLU))
    if kind == "SiLU" and gated:
        return "silu"
    if gated:
        return None
    if kind == "GELU":
        return "gelu_tanh" if getattr(act, "approximate", "none") == "tanh" else "gelu"
    return {"GELUTanh": "gelu_tanh", "QuickGELU": "quick_gelu"}.get(kind)


def values(name):
    """The values of one architecture, or None if the encoder cannot run it."""
    with torch.device("meta"):
        model = timm.create_model(name, depth=1, num_classes=0)
    block = model.blocks[0]
    attention = block.attn
    plain = type(model) in (vision_transformer.VisionTransformer, deit.VisionTransformerDistilled)
    if not plain and type(model) is not eva.Eva:
        return None
    if type(block) not in (vision_transformer.Block, eva.EvaBlock):
        return None
    if plain and type(attention).__name__ != "Attention":
        return None
    if not isinstance(model.patch_embed.norm, nn.Identity) or not isinstance(model.norm, (*NORMS, nn.Identity)):
        return None
    for part in ("q_norm", "k_norm", "norm"):
        if not isinstance(getattr(attention, part, nn.Identity()), nn.Identity):
            return None
    if not isinstance(getattr(block.mlp, "norm", nn.Identity()), nn.Identity) or not isinstance(block.norm1, NORMS):
        return None
    if getattr(attention, "gate", None) is not None:
        return None
    base = 0
    if not plain and model.rope is not None:
        rope = model.rope
        if type(rope).__name__ != "RotaryEmbeddingDinoV3" or not attention.rotate_half:
            return None
        base = rope.temperature
        if model.pos_embed is not None or rope.min_period is not None or rope.grid_offset != 0:
            return None
    act = activation(model)
    if act is None:
        return None
    height, width = model.patch_embed.img_size or (224, 224)
    if height != width:
        return None
    no_embed_class = bool(model.no_embed_class)
    return attention.num_heads, act, block.norm1.eps, "patches" if no_embed_class else "all", float(base), height


def main():
    names = [n for n in timm.list_models() if inspect.getmodule(timm.model_entrypoint(n)) in (deit, eva, vision_transformer)]
    rows = defaultdict(list)
    skipped = []
    for name in names:
        try:
            found = values(name)
        except Exception as e:  # an architecture with other arguments
            found = None
            print(name, e)
        (rows[found] if found else skipped).append(name)
    lines = [" ".join(map(str, (*key, *sorted(rows[key])))) for key in sorted(rows, key=str)]
    head = f"# heads activation epsilon positions rotary-base image-size names; timm {timm.__version__}"
    TARGET.write_text("\n".join([head, *lines]) + "\n")
    print(len(names) - len(skipped), "architectures; not:", " ".join(skipped))


if __name__ == "__main__":
    main()
