"""Scenes that the tiny CLIP was not trained on, as images with COCO annotations.

    python make_scenes.py OUT_FOLDER --images 40 --seed 90000 --classes shapes|colours|pairs [--pairs trained|held-out|any]

The sample of `vpt4j demo --words` is three of them with --classes shapes --pairs any --annotations _annotations.coco.json: train
(--images 48 --seed 91001), valid (8, 91002) and test (32, 91003).

Made with numpy and pillow. Classes: the eight shapes, the eight colours with "object", or all pairs of colour and shape. The
attributes of each object are in the annotations too.
"""
import argparse, json, os
import numpy as np
from PIL import Image
import scenes


def main():
    options = argparse.ArgumentParser()
    options.add_argument("out")
    options.add_argument("--images", type=int, default=40)
    options.add_argument("--seed", type=int, default=90000)
    options.add_argument("--side", type=int, default=128)
    options.add_argument("--most", type=int, default=6)
    options.add_argument("--annotations", default="annotations.json")
    options.add_argument("--classes", choices=["shapes", "colours", "pairs"], default="shapes")
    options.add_argument("--pairs", choices=["trained", "held-out", "any"], default="trained")
    options = options.parse_args()
    rng = np.random.default_rng(options.seed)
    names = {"shapes": scenes.SHAPES, "colours": [c + " object" for c in scenes.COLOUR_NAMES],
             "pairs": [f"{c} {s}" for c in scenes.COLOUR_NAMES for s in scenes.SHAPES]}[options.classes]
    label = {"shapes": lambda o: o[4], "colours": lambda o: o[5],
             "pairs": lambda o: o[5] * len(scenes.SHAPES) + o[4]}[options.classes]
    os.makedirs(options.out, exist_ok=True)
    images, annotations, used = [], [], set()
    for index in range(options.images):
        objects = scenes.layout(rng, options.side, options.most, options.pairs)
        pixels, masks = scenes.render(rng, options.side, objects)
        name = f"scene_{index:03d}.jpg"
        Image.fromarray(pixels.astype(np.uint8)).save(f"{options.out}/{name}", quality=88)
        images.append({"id": index + 1, "file_name": name, "width": options.side, "height": options.side})
        for thing, mask in zip(objects, masks):
            ys, xs = np.nonzero(mask > 0.5)
            x, y = int(xs.min()), int(ys.min())
            w, h = int(xs.max()) + 1 - x, int(ys.max()) + 1 - y
            used.add(int(label(thing)))
            annotations.append({"id": len(annotations) + 1, "image_id": index + 1, "category_id": int(label(thing)) + 1,
                                "bbox": [x, y, w, h], "area": w * h, "iscrowd": 0, "attributes": {
                                    "colour": scenes.COLOUR_NAMES[thing[5]], "shape": scenes.SHAPES[thing[4]],
                                    "texture": scenes.TEXTURES[thing[6]], "size": scenes.size_of(thing[2]) or "middle"}})
    kept = [k for k in range(len(names)) if options.classes != "pairs" or k in used]
    categories = [{"id": k + 1, "name": names[k]} for k in kept]
    with open(f"{options.out}/{options.annotations}", "w") as f:
        json.dump({"images": images, "annotations": annotations, "categories": categories}, f)


if __name__ == "__main__":
    main()
