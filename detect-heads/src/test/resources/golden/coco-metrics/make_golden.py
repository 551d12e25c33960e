"""Random detections with every trap of COCO's evaluation, and what pycocotools says about them.

Writes truth_N.json (annotations in COCO form), found_N.json (results in COCO form) and expected_N.json for several
seeds, beside this script. Run: python make_golden.py
Made with Python 3.11.7, numpy 2.4.6, pycocotools 2.0.11.
"""
import contextlib
import io
import json
import pathlib
import random

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HERE = pathlib.Path(__file__).parent
NAMES = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]
SIDES = [(32, 32), (16, 64), (96, 96), (48, 192)]  # areas of exactly 1024 and 9216


def box(rng, exact):
    """xywh; `exact`: in whole pixels, so that areas and overlaps are the same in every arithmetic."""
    if rng.random() < 0.15:
        w, h = rng.choice(SIDES)
    else:
        side = rng.choice([12, 30, 60, 110, 180])
        w, h = side * rng.uniform(0.6, 1.6), side * rng.uniform(0.6, 1.6)
    x, y = rng.uniform(0, 400), rng.uniform(0, 300)
    return [round(v) if exact else round(v, 2) for v in (x, y, w, h)]


def moved(rng, b, exact):
    """A detection near a truth, from very good to poor; now and then exactly on it."""
    if rng.random() < 0.15:
        return list(b)
    wobble = rng.choice([0.03, 0.08, 0.15, 0.3])
    x, y, w, h = b
    out = [x + w * rng.gauss(0, wobble), y + h * rng.gauss(0, wobble),
           max(2, w * (1 + rng.gauss(0, wobble))), max(2, h * (1 + rng.gauss(0, wobble)))]
    return [round(v) if exact else round(v, 2) for v in out]


def score(rng):
    """Mostly in steps of 0.05: many ties."""
    return round(rng.randrange(1, 20) * 0.05, 2) if rng.random() < 0.7 else round(rng.random(), 4)


def make(seed, images, exact, crowded):
    rng = random.Random(seed)
    categories = [{"id": c, "name": f"class{c}"} for c in range(1, 5)]  # class 4 never has a truth
    ids = rng.sample(range(1, 1000), images)  # in no order
    truth, found = [], []
    for n, image in enumerate(ids):
        boxes = []
        for _ in range(0 if n % 6 == 5 else rng.randrange(1, 9)):  # every sixth image has nothing on it
            category = rng.choice([1, 1, 2, 3])
            b = box(rng, exact)
            crowd = 1 if rng.random() < 0.12 else 0
            area = b[2] * b[3] if rng.random() < 0.6 else b[2] * b[3] * rng.uniform(0.4, 0.95)  # as of a mask
            copies = 2 if rng.random() < 0.1 else 1  # the same box twice: equal overlaps
            for _ in range(copies):
                truth.append({"image_id": image, "category_id": category, "bbox": b, "area": area, "iscrowd": crowd})
                boxes.append((category, b, crowd))
        if n % 7 == 3:
            continue  # nothing found on this image
        for category, b, crowd in boxes:
            for _ in range(rng.choice([0, 1, 1, 1, 2, 3]) + 2 * crowd):
                other = category if rng.random() < 0.9 else rng.choice([1, 2, 3, 4])
                found.append({"image_id": image, "category_id": other, "bbox": moved(rng, b, exact),
                              "score": score(rng)})
        for _ in range(rng.randrange(0, 5)):
            found.append({"image_id": image, "category_id": rng.choice([1, 2, 3, 4]), "bbox": box(rng, exact),
                          "score": score(rng)})
        if n == crowded:  # more than a hundred of one class
            for _ in range(130):
                found.append({"image_id": image, "category_id": 1, "bbox": box(rng, exact), "score": score(rng)})
    rng.shuffle(found)
    rng.shuffle(truth)
    for number, annotation in enumerate(truth):
        annotation["id"] = number + 1
    listed = [{"id": image, "width": 640, "height": 480, "file_name": f"{image}.jpg"} for image in ids]
    return {"images": listed, "annotations": truth, "categories": categories}, found


def evaluate(truth, found):
    coco = COCO()
    coco.dataset = json.loads(json.dumps(truth))
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
        run = COCOeval(coco, coco.loadRes(json.loads(json.dumps(found))), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    precision = run.eval["precision"]  # [T, R, K, A, M]
    classes = []
    for k in range(precision.shape[2]):
        whole, at50 = precision[:, :, k, 0, -1], precision[0, :, k, 0, -1]
        classes.append({"ap": float(whole[whole > -1].mean()) if (whole > -1).any() else -1.0,
                        "ap50": float(at50[at50 > -1].mean()) if (at50 > -1).any() else -1.0,
                        "curve50": at50.tolist() if (at50 > -1).any() else []})
    return {"stats": dict(zip(NAMES, map(float, run.stats))), "classes": classes}


def main():
    for number, (seed, images, exact, crowded) in enumerate(
            [(11, 40, True, 4), (12, 40, False, 6), (13, 25, True, -1), (14, 6, False, 1)], start=1):
        truth, found = make(seed, images, exact, crowded)
        for name, content in (("truth", truth), ("found", found), ("expected", evaluate(truth, found))):
            (HERE / f"{name}_{number}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
