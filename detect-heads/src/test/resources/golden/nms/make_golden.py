"""Random detections and which of them torchvision keeps; writes nms.json beside this script.

Run: python make_golden.py
Made with Python 3.11.7, torch 2.15.0, torchvision 0.29.2.
"""
import json
import pathlib
import random

import torch
from torchvision.ops import batched_nms

HERE = pathlib.Path(__file__).parent


def case(seed, count, threshold):
    rng = random.Random(seed)
    boxes, scores, classes = [], [], []
    for _ in range(count):
        if boxes and rng.random() < 0.6:  # near another one
            x1, y1, x2, y2 = rng.choice(boxes)
            box = [x1 + rng.randint(-8, 8), y1 + rng.randint(-8, 8), x2 + rng.randint(-8, 8), y2 + rng.randint(-8, 8)]
        else:
            x, y = rng.randint(0, 200), rng.randint(0, 200)
            box = [x, y, x + rng.randint(20, 80), y + rng.randint(20, 80)]
        if box[2] <= box[0] or box[3] <= box[1]:
            continue
        boxes.append(box)
        scores.append(round(rng.randrange(1, 50) * 0.02, 2))  # many ties
        classes.append(rng.randrange(3))
    keep = batched_nms(torch.tensor(boxes, dtype=torch.float64), torch.tensor(scores, dtype=torch.float64),
                       torch.tensor(classes), threshold)
    return {"threshold": threshold, "boxes": boxes, "scores": scores, "classes": classes, "kept": sorted(keep.tolist())}


if __name__ == "__main__":
    cases = [case(1, 150, 0.6), case(2, 150, 0.3), case(3, 80, 0.5), case(4, 1, 0.5), case(5, 40, 0.0)]
    (HERE / "nms.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
