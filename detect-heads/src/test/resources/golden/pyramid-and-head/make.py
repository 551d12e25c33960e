"""Writes golden.json and golden-image.json: a small pyramid and dense head in PyTorch's own modules, without and with the
image as a further input, their weights, input and output.

Run in this folder: python make.py
"""
import json

import torch
from torch import nn
import torch.nn.functional as F

LAYERS, WIDTH, NECK, CHANNELS, GROUPS, CONVOLUTIONS, CLASSES, PATCH = 2, 6, 8, 8, 4, 2, 3, 14


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
    def __init__(self, image):
        super().__init__()
        self.image = image
        if image:
            self.stem = Normed(nn.Conv2d(3, CHANNELS, PATCH // 2 + 4, stride=PATCH // 2, padding=2, bias=False))
            self.detail = Normed(nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False))
            self.neck_detail = nn.Conv2d(CHANNELS, NECK, 2, stride=2, bias=False)
            self.fine_detail = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False)
        self.neck = Normed(nn.Conv2d(LAYERS * WIDTH, NECK, 1, bias=False))
        self.fine = Normed(nn.ConvTranspose2d(NECK, CHANNELS, 2, stride=2, bias=False))
        self.middle = Normed(nn.Conv2d(NECK, CHANNELS, 3, padding=1, bias=False))
        self.coarse = Normed(nn.Conv2d(NECK, CHANNELS, 3, stride=2, padding=1, bias=False))

    def forward(self, maps):
        if not self.image:
            x = self.neck(torch.cat(maps, 1))
            return [self.fine(x), self.middle(x), self.coarse(x)]
        detail = self.detail(self.stem(maps[0]))
        x = self.neck.convolution(torch.cat(maps[1:], 1)) + self.neck_detail(detail)
        x = F.silu(self.neck.norm(x))
        fine = self.fine.convolution(x) + self.fine_detail(detail)
        return [F.silu(self.fine.norm(fine)), self.middle(x), self.coarse(x)]

    def named(self):
        if self.image:
            yield from self.stem.named("pyramid.image")
            yield from self.detail.named("pyramid.detail")
            yield "pyramid.neck_detail.weight", self.neck_detail.weight
            yield "pyramid.fine_detail.weight", self.fine_detail.weight
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


def write(file, image, images, rows, columns):
    torch.manual_seed(4)
    pyramid, head = Pyramid(image), Head()
    parameters = dict(pyramid.named()) | dict(head.named())
    for parameter in parameters.values():
        parameter.data = 0.25 * torch.randn(parameter.shape) + (1.0 if parameter.dim() == 1 else 0.0)
    parameters["towers.box.out.weight"].data *= 0.3
    maps = [torch.randn(images, WIDTH, rows, columns) for _ in range(LAYERS)]
    if image:
        maps.insert(0, torch.randn(images, 3, PATCH * rows, PATCH * columns))
    levels = pyramid(maps)
    logits, boxes = head(levels)
    assert sum(p.numel() for p in parameters.values()) == sum(
        p.numel() for module in (pyramid, head) for p in module.parameters())
    assert boxes.abs().max() < 1000, "distances within the bounds of the exponential"
    json.dump(
        {
            "versions": f"torch {torch.__version__}",
            "settings": {"neck": NECK, "channels": CHANNELS, "groups": GROUPS, "convolutions": CONVOLUTIONS},
            "classes": CLASSES, "width": WIDTH, "patch": PATCH, "rows": rows, "columns": columns,
            "parameters": {name: numbers(p) for name, p in parameters.items()},
            "maps": [numbers(m) for m in maps],
            "levels": [numbers(level) for level in levels],
            "logits": numbers(logits),
            "boxes": numbers(boxes),
        },
        open(file, "w"),
    )


write("golden.json", False, 2, 3, 5)
write("golden-image.json", True, 1, 2, 3)
