"""Writes golden.json: a small pyramid and dense head in PyTorch's own modules, their weights, input and output.

Run in this folder: python make.py
"""
import json

import torch
from torch import nn
import torch.nn.functional as F

LAYERS, WIDTH, NECK, CHANNELS, GROUPS, CONVOLUTIONS, CLASSES, PATCH = 2, 6, 8, 8, 4, 2, 3, 14
ROWS, COLUMNS = 3, 5


class Normed(nn.Module):
    def __init__(self, convolution):
        super().__init__()
        self.convolution = convolution
        self.norm = nn.GroupNorm(GROUPS, convolution.out_channels)

    def forward(self, x):
        return F.silu(self.norm(self.convolution(x)))

    def named(self, name):
        yield f"{name}.weight", self.convolution.weight
        yield f"{name}.norm.weight", self.norm.weight
        yield f"{name}.norm.bias", self.norm.bias


class Pyramid(nn.Module):
    def __init__(self):
        super().__init__()
        self.neck = Normed(nn.Conv2d(LAYERS * WIDTH, NECK, 1, bias=False))
        self.fine = Normed(nn.ConvTranspose2d(NECK, CHANNELS, 2, stride=2, bias=False))
        self.middle = Normed(nn.Conv2d(NECK, CHANNELS, 3, padding=1, bias=False))
        self.coarse = Normed(nn.Conv2d(NECK, CHANNELS, 3, stride=2, padding=1, bias=False))

    def forward(self, maps):
        x = self.neck(torch.cat(maps, 1))
        return [self.fine(x), self.middle(x), self.coarse(x)]

    def named(self):
        for name in "neck", "fine", "middle", "coarse":
            yield from getattr(self, name).named(f"pyramid.{name}")


class Tower(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.hidden = nn.Sequential(
            *[Normed(nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False)) for _ in range(CONVOLUTIONS)])
        self.out = nn.Conv2d(CHANNELS, outputs, 1)

    def forward(self, x):
        return self.out(self.hidden(x))

    def named(self, name):
        for i, layer in enumerate(self.hidden):
            yield from layer.named(f"{name}.{i}")
        yield f"{name}.out.weight", self.out.weight
        yield f"{name}.out.bias", self.out.bias


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.classes = Tower(CLASSES)
        self.boxes = Tower(4)
        self.scale = nn.Parameter(torch.ones(3))

    def forward(self, levels):
        logits, boxes = [], []
        for level, x in enumerate(levels):
            stride = PATCH / 2 * 2**level
            logits.append(self.classes(x).permute(0, 2, 3, 1).flatten(1, 2))
            left, top, right, bottom = ((self.boxes(x) * self.scale[level]).exp() * stride).unbind(1)
            rows, columns = x.shape[2:]
            cy, cx = torch.meshgrid(
                stride * (0.5 + torch.arange(rows)), stride * (0.5 + torch.arange(columns)), indexing="ij")
            boxes.append(torch.stack([cx - left, cy - top, cx + right, cy + bottom], -1).flatten(1, 2))
        return torch.cat(logits, 1), torch.cat(boxes, 1)

    def named(self):
        yield from self.classes.named("towers.class")
        yield from self.boxes.named("towers.box")
        yield "towers.box.scale", self.scale


def numbers(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]}


torch.manual_seed(4)
pyramid, head = Pyramid(), Head()
parameters = dict(pyramid.named()) | dict(head.named())
for parameter in parameters.values():
    parameter.data = 0.25 * torch.randn(parameter.shape) + (1.0 if parameter.dim() == 1 else 0.0)
parameters["towers.box.out.weight"].data *= 0.3
maps = [torch.randn(2, WIDTH, ROWS, COLUMNS) for _ in range(LAYERS)]
levels = pyramid(maps)
logits, boxes = head(levels)
assert sum(p.numel() for p in parameters.values()) == sum(
    p.numel() for module in (pyramid, head) for p in module.parameters())
assert boxes.abs().max() < 1000, "distances within the bounds of the exponential"
json.dump(
    {
        "versions": f"torch {torch.__version__}",
        "settings": {"neck": NECK, "channels": CHANNELS, "groups": GROUPS, "convolutions": CONVOLUTIONS},
        "classes": CLASSES, "input": LAYERS * WIDTH, "patch": PATCH, "rows": ROWS, "columns": COLUMNS,
        "parameters": {name: numbers(p) for name, p in parameters.items()},
        "maps": [numbers(m) for m in maps],
        "levels": [numbers(level) for level in levels],
        "logits": numbers(logits),
        "boxes": numbers(boxes),
    },
    open("golden.json", "w"),
)
