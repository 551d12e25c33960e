"""Writes golden.json: the dense head's loss and its gradients by torchvision's box losses.

Run in this folder: python make.py
"""
import json

import torch
import torchvision
import torch.nn.functional as F
from torchvision.ops import complete_box_iou_loss, generalized_box_iou_loss

IMAGES, LOCATIONS, CLASSES, GAIN = 2, 12, 3, 2.5

torch.manual_seed(8)


def boxes(shape):
    corner = 40 * torch.rand(*shape, 2)
    return torch.cat([corner, corner + 2 + 30 * torch.rand(*shape, 2)], -1)


logits = (2 * torch.randn(IMAGES, LOCATIONS, CLASSES)).requires_grad_()
predicted = boxes((IMAGES, LOCATIONS)).requires_grad_()
target = boxes((IMAGES, LOCATIONS))
owner = torch.tensor([[0, 1, 2, 3, 4, -1, -1, -1, -1, -2, -2, -1], [-1] * 6 + [0, 1, 2, -2, 3, 4]])
label = torch.randint(CLASSES, (IMAGES, LOCATIONS))
score = torch.where(owner >= 0, torch.rand(IMAGES, LOCATIONS), 0.0)

cases = {}
for name, box_loss in ("giou", generalized_box_iou_loss), ("ciou", complete_box_iou_loss):
    logits.grad = predicted.grad = None
    wanted = F.one_hot(label, CLASSES) * score[..., None]
    counted = owner != -2
    normaliser = max(score.sum().item(), 1.0)
    classification = F.binary_cross_entropy_with_logits(logits[counted], wanted[counted], reduction="sum") / normaliser
    positive = owner >= 0
    box = GAIN * (box_loss(predicted[positive], target[positive]) * score[positive]).sum() / normaliser
    (classification + box).backward()
    cases[name] = {
        "classification": classification.item(), "box": box.item(),
        "logitsGradient": logits.grad.flatten().tolist(), "boxesGradient": predicted.grad.flatten().tolist(),
    }
json.dump(
    {"versions": f"torch {torch.__version__}, torchvision {torchvision.__version__}",
     "images": IMAGES, "locations": LOCATIONS, "classes": CLASSES, "gain": GAIN,
     "logits": logits.flatten().tolist(), "boxes": predicted.flatten().tolist(),
     "owner": owner.tolist(), "label": label.tolist(), "score": score.tolist(), "target": target.tolist(),
     "cases": cases},
    open("golden.json", "w"),
)
