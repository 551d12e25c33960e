"""Writes golden.json: task-aligned assignment by whole matrices, from the paper (Feng et al. 2021, section 3.2).

The overlap is torchvision's complete IoU, at least 0.01. Run in this folder: python make.py
"""
import json
import random

import torch
import torchvision
from torchvision.ops import complete_box_iou

WIDTH, HEIGHT, PATCH, CLASSES = 126, 98, 14, 3
TOP_K, ALPHA, BETA = 10, 1.0, 6.0


def locations():
    centres = []
    for stride in PATCH / 2, PATCH, 2 * PATCH:
        rows, columns = -(-HEIGHT // int(stride)), -(-WIDTH // int(stride))
        centres += [((c + 0.5) * stride, (r + 0.5) * stride) for r in range(rows) for c in range(columns)]
    return torch.tensor(centres, dtype=torch.float64)


def assign(logits, boxes, centres, truth, labels):
    """[N, C], [N, 4], [N, 2], [G, 4], [G] -> object of each location or -1, score of each location"""
    u = complete_box_iou(truth, boxes).clamp(min=0.01)
    s = logits.sigmoid()[:, labels].T
    t = s**ALPHA * u**BETA
    size = truth[:, 2:] - truth[:, :2]
    grown = torch.where(size <= PATCH / 2, torch.full_like(size, PATCH), size)
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    inside = ((centres[None] - middle[:, None]).abs() < grown[:, None] / 2).all(-1)
    t = torch.where(inside, t, -1)
    wants = torch.zeros_like(inside)
    for g in range(len(truth)):
        wants[g, t[g].topk(TOP_K).indices] = True
    wants &= inside
    best = torch.where(wants, u, -1).max(0)
    owned = wants & (best.indices[None] == torch.arange(len(truth))[:, None])
    t, u = t * owned, u * owned
    score = t / t.max(1, keepdim=True).values.clamp(min=1e-300) * u.max(1, keepdim=True).values
    owner = torch.where(owned.any(0), best.indices, -1)
    return owner, score.sum(0)


torch.manual_seed(6)
random.seed(6)
cases = []
centres = locations()
for objects in 1, 5, 30:
    truth, labels = [], []
    for g in range(objects):
        side = random.choice([3, 6, 12, 30, 60, 90])
        w, h = side * random.uniform(0.5, 1), side * random.uniform(0.5, 1)
        x, y = random.uniform(0, WIDTH - w), random.uniform(0, HEIGHT - h)
        truth.append([x, y, x + w, y + h])
        labels.append(random.randrange(CLASSES))
    truth = torch.tensor(truth).double()
    distances = torch.exp(1.2 * torch.randn(len(centres), 4)) * 14
    boxes = torch.cat([centres - distances[:, :2], centres + distances[:, 2:]], 1)
    # half of the predictions are near some object
    near = torch.rand(len(centres)) < 0.5
    boxes = torch.where(near[:, None], truth[torch.randint(objects, near.shape)] + 2 * torch.rand(len(centres), 1), boxes)
    boxes = boxes.float()
    logits = (2 * torch.randn(len(centres), CLASSES) - 2).float()
    owner, score = assign(logits.double(), boxes.double(), centres, truth, torch.tensor(labels))
    cases.append({
        "truth": truth.tolist(), "labels": labels,
        "logits": [round(v, 6) for v in logits.flatten().tolist()],
        "boxes": [round(v, 5) for v in boxes.flatten().tolist()],
        "owner": owner.tolist(), "score": [round(v, 7) for v in score.tolist()],
    })
json.dump(
    {"versions": f"torch {torch.__version__}, torchvision {torchvision.__version__}",
     "width": WIDTH, "height": HEIGHT, "patch": PATCH, "topK": TOP_K, "alpha": ALPHA, "beta": BETA, "cases": cases},
    open("golden.json", "w"),
)
