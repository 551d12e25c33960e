"""Rendered scenes of coloured shapes, with the words for them: the data of the tiny CLIP, made here and nowhere else.

A scene is a list of objects on a grey background with a gradient and noise. An object has a shape, a colour, a texture, a
size and a place. HELD_OUT pairs of colour and shape never occur in training, so that a test can ask for them.
"""
import math
import numpy as np
import torch

SHAPES = ["circle", "square", "triangle", "diamond", "star", "ring", "cross", "moon"]
COLOURS = {
    "red": (208, 38, 38), "green": (48, 158, 58), "blue": (48, 78, 212), "yellow": (226, 206, 48),
    "purple": (138, 58, 168), "orange": (236, 128, 38), "cyan": (58, 196, 206), "pink": (240, 138, 182)}
TEXTURES = ["plain", "striped", "dotted", "checkered"]
HELD_OUT = {("red", "star"), ("green", "ring"), ("blue", "triangle"), ("yellow", "moon"),
            ("purple", "square"), ("orange", "cross"), ("cyan", "circle"), ("pink", "diamond")}
COLOUR_NAMES = list(COLOURS)
PALETTE = np.array(list(COLOURS.values()), dtype=np.float32)
LEAST, MOST = 11, 22  # radius in pixels
SMALL, LARGE = 14, 19  # radius in pixels: below the first "small", above the second "large"
TEMPLATES = ["{}", "a {}", "the {}", "a photo of a {}", "a picture of a {}", "an image of a {}", "there is a {}",
             "a photo of the {}", "one {}", "a {} in the scene"]
BACKGROUND = ["background", "the background", "a photo of the background", "nothing", "an empty background",
              "a photo of nothing", "an empty scene"]


def layout(rng, side, most, pairs="trained"):
    """Objects (x, y, radius, angle, shape, colour, texture) that do not touch; pairs: trained, held-out or any."""
    objects = []
    count = 0 if rng.random() < 0.04 else rng.integers(1, most + 1)
    for _ in range(count):
        radius = rng.uniform(LEAST, MOST)
        for _ in range(20):
            x, y = rng.uniform(radius, side - radius, 2)
            if all(math.hypot(x - o[0], y - o[1]) > radius + o[2] + 2 for o in objects):
                break
        else:
            continue
        while True:
            shape, colour = rng.integers(len(SHAPES)), rng.integers(len(COLOUR_NAMES))
            held = (COLOUR_NAMES[colour], SHAPES[shape]) in HELD_OUT
            if pairs == "any" or held == (pairs == "held-out"):
                break
        upright = SHAPES[shape] in ("square", "diamond", "cross")
        angle = rng.uniform(-0.25, 0.25) if upright else rng.uniform(-0.5, 0.5)
        texture = 0 if rng.random() < 0.65 else rng.integers(1, len(TEXTURES))
        objects.append((x, y, radius, angle, shape, colour, texture))
    return objects


def inside(shape, u, v):
    """Depth inside a shape of radius 1, positive inside."""
    rho = np.hypot(u, v)
    if shape == "circle":
        return 1 - rho
    if shape == "square":
        return 0.82 - np.maximum(abs(u), abs(v))
    if shape == "triangle":
        return np.minimum.reduce([0.5 - (u * math.cos(a) + v * math.sin(a)) for a in
                                  (math.pi / 2, math.pi * 7 / 6, math.pi * 11 / 6)])
    if shape == "diamond":
        return 0.8 * (1 - abs(u) * 1.6 - abs(v))
    if shape == "ring":
        return 0.24 - abs(rho - 0.74)
    if shape == "cross":
        return np.maximum(np.minimum(0.95 - abs(u), 0.3 - abs(v)), np.minimum(0.3 - abs(u), 0.95 - abs(v)))
    if shape == "moon":
        return np.minimum(1 - rho, np.hypot(u - 0.55, v) - 0.78)
    fold = abs((np.arctan2(v, u) + math.pi / 5) % (2 * math.pi / 5) - math.pi / 5)  # star
    x, y = rho * np.cos(fold), rho * np.sin(fold)
    tip, notch = np.array([1.0, 0.0]), 0.42 * np.array([math.cos(math.pi / 5), math.sin(math.pi / 5)])
    edge = notch - tip
    return ((y - tip[1]) * edge[0] - (x - tip[0]) * edge[1]) / np.hypot(*edge)


def textured(name, u, v, colour, rng):
    """Colour of each pixel; u and v in pixels in the object's own axes."""
    period, phase = rng.uniform(5, 7), rng.uniform(0, 6)
    if name == "plain":
        return np.broadcast_to(colour, u.shape + (3,))
    if name == "striped":
        other = (u + phase) % period < period / 2
    elif name == "dotted":
        a, b = (u + phase) % period - period / 2, (v + phase) % period - period / 2
        other = np.hypot(a, b) < period * 0.3
    else:
        other = ((u + phase) % period < period / 2) ^ ((v + phase) % period < period / 2)
    second = colour * 0.35 if name != "dotted" else 255 - (255 - colour) * 0.25
    return np.where(other[..., None], second, colour)


def render(rng, side, objects):
    """Pixels [side, side, 3] in 0..255 and the coverage of each object [K, side, side] in 0..1."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) + np.float32(0.5)
    grey = np.float32(rng.uniform(40, 215))
    slope = (rng.uniform(-35, 35, 2) / side).astype(np.float32)
    image = grey + slope[0] * (x - side / 2) + slope[1] * (y - side / 2)
    noise = rng.standard_normal((side, side, 1), dtype=np.float32) * np.float32(rng.uniform(1, 5))
    image = image[..., None] + rng.uniform(-9, 9, 3).astype(np.float32) + noise
    masks = np.zeros((len(objects), side, side), dtype=np.float32)
    for k, (cx, cy, radius, angle, shape, colour, texture) in enumerate(objects):
        x0, x1 = max(0, int(cx - radius) - 2), min(side, int(cx + radius) + 3)
        y0, y1 = max(0, int(cy - radius) - 2), min(side, int(cy + radius) + 3)
        dx, dy = x[y0:y1, x0:x1] - cx, y[y0:y1, x0:x1] - cy
        u = dx * math.cos(angle) + dy * math.sin(angle)
        v = dy * math.cos(angle) - dx * math.sin(angle)
        cover = np.clip(inside(SHAPES[shape], u / radius, v / radius) * radius + 0.5, 0, 1)
        own = np.clip(PALETTE[colour] * rng.uniform(0.85, 1.1) + rng.uniform(-12, 12, 3), 0, 255)
        paint = textured(TEXTURES[texture], u, v, own, rng)
        image[y0:y1, x0:x1] += cover[..., None] * (paint - image[y0:y1, x0:x1])
        masks[k, y0:y1, x0:x1] = cover
    noise = 2 * rng.standard_normal(image.shape, dtype=np.float32)
    return np.clip(image + noise, 0, 255).astype(np.float32), masks


def size_of(radius):
    return "small" if radius < SMALL else "large" if radius > LARGE else ""


def phrase(rng, thing):
    """Words for an object and what they demand: (text, size, texture, colour, shape), with -1 or "" for no demand."""
    _, _, radius, _, shape, colour, texture = thing
    size = size_of(radius) if rng.random() < 0.15 else ""
    says_texture = rng.random() < (0.1 if texture == 0 else 0.4)
    kind = rng.random()
    says_colour, says_shape = kind < 0.65, kind > 0.2
    words = [size, TEXTURES[texture] if says_texture else "", COLOUR_NAMES[colour] if says_colour else "",
             SHAPES[shape] if says_shape else rng.choice(["object", "thing", "shape"])]
    return (" ".join(word for word in words if word), size, texture if says_texture else -1,
            colour if says_colour else -1, shape if says_shape else -1)


def traits(things):
    """What objects have, or phrases demand, as numbers [N, 4]: size, texture, colour, shape; -1 demands nothing."""
    sizes = {"": -1, "small": 0, "large": 1}
    rows = []
    for thing in things:
        if thing is None:
            rows.append((-9, -9, -9, -9))
        elif len(thing) == 7:
            rows.append((sizes[size_of(thing[2])], thing[6], thing[5], thing[4]))
        else:
            rows.append((sizes[thing[1]], *thing[2:]))
    return np.array(rows)


def table(things, demands):
    """Which of the things fit which of the demands [things, demands]; None, the background, fits None only."""
    things, demands = traits(things)[:, None], traits(demands)[None]
    return ((demands == -1) & (things != -9) | (things == demands)).all(2)


def fits(thing, demand):
    _, _, radius, _, shape, colour, texture = thing
    _, size, wants_texture, wants_colour, wants_shape = demand
    return (size in ("", size_of(radius)) and wants_texture in (-1, texture) and wants_colour in (-1, colour)
            and wants_shape in (-1, shape))


def place(thing, side):
    """Words for the place of an object and a test of them."""
    x, y = thing[0] / side, thing[1] / side
    known = [("on the left", x < 0.4), ("on the right", x > 0.6), ("at the top", y < 0.4), ("at the bottom", y > 0.6)]
    return [words for words, holds in known if holds]


def caption(rng, objects, side):
    """A sentence about one to three objects of a scene, and what it demands: [(demand, place)]."""
    if not objects:
        return str(rng.choice(BACKGROUND)), []
    chosen = rng.permutation(len(objects))[:rng.integers(1, 4)]
    demands, parts = [], []
    for index in chosen:
        demand = phrase(rng, objects[index])
        places = place(objects[index], side)
        where = str(rng.choice(places)) if places and rng.random() < 0.3 else ""
        demands.append((demand, where))
        parts.append("a " + demand[0] + (" " + where if where else ""))
    start = rng.choice(["", "", "a photo of ", "a picture of ", "a scene with ", "there is "])
    return str(start) + " and ".join(parts), demands


def holds(objects, demands, side):
    """Whether a caption is true of a scene."""
    if not demands:
        return not objects
    return all(any(fits(o, demand) and (not where or where in place(o, side)) for o in objects)
               for demand, where in demands)


def normalised(images):
    """[B, H, W, 3] in 0..255 -> [B, 3, H, W] as the preprocessor's mean and deviation of 0.5 ask for."""
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).contiguous() / 127.5 - 1
