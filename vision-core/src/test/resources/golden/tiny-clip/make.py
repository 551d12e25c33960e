"""Trains the tiny CLIP that vpt4j's tests and `vpt4j demo --words` use, on scenes that scenes.py renders.

    python make.py OUT_FOLDER [--steps 3000]      # torch 2.x, transformers 5.x, numpy; one core: about 25 minutes

Writes what Hugging Face's CLIPModel reads: config.json, model.safetensors (float16), preprocessor_config.json, and a CLIP
tokenizer with merges of its own (vocab.json, merges.txt, tokenizer.json). Seeds are fixed.

The loss is CLIP's, between images and captions, and between patches and words as in RegionCLIP (Zhong et al. 2022), where a
patch is embedded by the value projection of the last layer alone (MaskCLIP, Zhou et al. 2022): so single patches carry
words, which is what a large CLIP learns from its 400 million images. A text may fit several images of a batch; all that
fit count as positives. Alternatives of one kind (the shapes, the colours, the textures) are also compared among themselves.

Colours and textures are learned in minutes. A shape is an outline over many patches, and a transformer of this size, started
at random, is no better than guessing after 1000 steps. Two things change that, and nothing of them is in the files: the heads
of a layer start by looking at the eight patches around (as in ConViT, d'Ascoli et al. 2021), and each layer also learns to
draw the outline of a patch's object, in itself, then among its neighbours, then wider.
"""
import argparse, collections, json, math, os, re, time
import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers import CLIPConfig, CLIPModel
import scenes

START, END = "<|startoftext|>", "<|endoftext|>"
PATCH, SIDE, MERGES, CONTEXT = 8, 128, 160, 77
WAVES = (0.3, 0.7, 1.1)  # of the first positions, radians a patch
OUTLINE = (1, 3, 5)  # patches around whose outline is drawn after the first, second and third layer
LOSSES = "images patches shapes colours textures outlines wider widest".split()
WORD = re.compile(r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^\sa-z0-9]+")


def byte_symbols():
    """GPT-2's printable character for each byte."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols, extra = {b: chr(b) for b in kept}, 0
    for b in range(256):
        if b not in symbols:
            symbols[b], extra = chr(256 + extra), extra + 1
    return [symbols[b] for b in [*kept, *(b for b in range(256) if b not in kept)]]


def merge(word, pair):
    out, i = [], 0
    while i < len(word):
        if i + 1 < len(word) and (word[i], word[i + 1]) == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return tuple(out)


class Tokenizer:
    """CLIP's byte-pair encoding with merges learned from our captions."""

    def __init__(self, texts):
        counts = collections.Counter(word for text in texts for word in WORD.findall(text.lower()))
        words = {tuple(word[:-1]) + (word[-1] + "</w>",): n for word, n in sorted(counts.items())}
        self.merges = []
        for _ in range(MERGES):
            pairs = collections.Counter()
            for word, n in words.items():
                for pair in zip(word, word[1:]):
                    pairs[pair] += n
            if not pairs:
                break
            best = max(pairs, key=lambda pair: (pairs[pair], pair))
            self.merges.append(best)
            words = {merge(word, best): n for word, n in words.items()}
        alphabet = byte_symbols()
        tokens = [*alphabet, *(c + "</w>" for c in alphabet), *("".join(m) for m in self.merges)]
        self.ids = {token: i for i, token in enumerate([*dict.fromkeys(tokens), START, END])}
        self.known = {}

    def encode(self, text):
        ids = [self.ids[START]]
        for word in WORD.findall(text.lower()):
            if word not in self.known:
                parts = tuple(word[:-1]) + (word[-1] + "</w>",)
                for pair in self.merges:
                    parts = merge(parts, pair)
                self.known[word] = [self.ids[part] for part in parts]
            ids += self.known[word]
        return (ids + [self.ids[END]])[:CONTEXT]

    def batch(self, texts):
        encoded = [self.encode(text) for text in texts]
        most = max(map(len, encoded))
        return torch.tensor([ids + [self.ids[END]] * (most - len(ids)) for ids in encoded])

    def save(self, folder):
        with open(f"{folder}/vocab.json", "w", encoding="utf-8") as f:
            json.dump(self.ids, f, ensure_ascii=False)
        with open(f"{folder}/merges.txt", "w", encoding="utf-8") as f:
            f.write("#version: 0.2\n" + "".join(" ".join(pair) + "\n" for pair in self.merges))
        special = [{"id": self.ids[t], "content": t, "single_word": False, "lstrip": False, "rstrip": False,
                    "normalized": True, "special": True} for t in (START, END)]
        split = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
        data = {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
                {"type": "Lowercase"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": split}, "behavior": "Removed", "invert": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}]},
            "post_processor": {"type": "RobertaProcessing", "sep": [END, self.ids[END]], "cls": [START, self.ids[START]],
                               "trim_offsets": False, "add_prefix_space": False},
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": END, "continuing_subword_prefix": "",
                      "end_of_word_suffix": "</w>", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": self.ids, "merges": [" ".join(pair) for pair in self.merges]}}
        with open(f"{folder}/tokenizer.json", "w", encoding="utf-8") as f:
            json.dump(data, f, ensure_ascii=False, indent=1)


def model_of(tokenizer):
    end = tokenizer.ids[END]
    text = dict(vocab_size=len(tokenizer.ids), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
                num_attention_heads=4, max_position_embeddings=CONTEXT, hidden_act="quick_gelu", projection_dim=64,
                bos_token_id=tokenizer.ids[START], eos_token_id=end, pad_token_id=end)
    vision = dict(hidden_size=96, intermediate_size=224, num_hidden_layers=4, num_attention_heads=8, image_size=SIDE,
                  patch_size=PATCH, hidden_act="quick_gelu", projection_dim=64)
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=64))
    look_around(model.vision_model)
    return model


def look_around(vision):
    """Starts positions as waves, and each head with its eyes on one of the eight neighbours, two patches away in layer 3."""
    waves, grid, wide = torch.tensor(WAVES), SIDE // PATCH, 4 * len(WAVES)
    angles = torch.arange(grid).float()[:, None] * waves
    line = torch.stack([angles.cos(), angles.sin()], -1).flatten(1)
    places = torch.cat([line[None].expand(grid, grid, -1), line[:, None].expand(grid, grid, -1)], -1).flatten(0, 1)
    table = vision.embeddings.position_embedding.weight.data
    table.mul_(0.2)
    table[1:, :wide] = places
    patches = vision.embeddings.patch_embedding.weight.data
    patches[:wide] *= 0.05
    patches[wide:] *= 2
    around = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]
    for index, layer in enumerate(vision.encoder.layers):
        query, key = layer.self_attn.q_proj.weight.data, layer.self_attn.k_proj.weight.data
        query *= 0.3
        key *= 0.3
        for head, offset in enumerate(around):
            turn = torch.zeros(wide, wide)
            for axis, step in enumerate(offset):
                for k, wave in enumerate(WAVES):
                    angle, i = wave * step * (2 if index == 2 else 1), 2 * (axis * len(WAVES) + k)
                    turn[i, i] = turn[i + 1, i + 1] = math.cos(angle)
                    turn[i + 1, i] = math.sin(angle)
                    turn[i, i + 1] = -turn[i + 1, i]
            rows = slice(head * wide, (head + 1) * wide)
            query[rows, :wide] = turn * 1.2
            key[rows, :wide] = torch.eye(wide) * 1.2


def images_of(model, pixels):
    """Embeddings of the images [B, E] and, through the value projection alone, of their patches [B, N, E]."""
    return seen(model, pixels)[:2]


def seen(model, pixels):
    """The same, and the outputs of all layers."""
    out = model.vision_model(pixel_values=pixels, output_hidden_states=True, interpolate_pos_encoding=True)
    layer = model.vision_model.encoder.layers[-1]
    before = out.hidden_states[-2][:, 1:]
    values = layer.self_attn.out_proj(layer.self_attn.v_proj(layer.layer_norm1(before)))
    patches = model.visual_projection(model.vision_model.post_layernorm(values))
    whole = F.normalize(model.visual_projection(out.pooler_output), dim=-1)
    return whole, F.normalize(patches, dim=-1), out.hidden_states


def texts_of(model, tokenizer, texts):
    ids = tokenizer.batch(texts)
    ends = (ids == tokenizer.ids[END]).int().argmax(1)
    out = model.text_model(input_ids=ids).last_hidden_state
    return F.normalize(model.text_projection(out[torch.arange(len(ids)), ends]), dim=-1)


def contrast(scores, fits):
    """CLIP's loss in both directions, with all that fit as positives."""
    total = 0
    for s, f in ((scores, fits), (scores.t(), fits.t())):
        some = f.sum(1) > 0
        s, f = s[some], f[some].float()
        total = total - ((F.log_softmax(s, 1) * f).sum(1) / f.sum(1)).mean()
    return total / 2


def larger(channels):
    """[C, H, W] at twice the size."""
    return F.interpolate(torch.from_numpy(channels[None]), scale_factor=2, mode="bilinear")[0].numpy()


def outlines(masks, owners):
    """What each layer draws for each patch: its object on a grid of 4x4 in the patch, later of 2x2 in each patch around."""
    side = masks.shape[-1]
    quarters = torch.from_numpy(masks.reshape(len(masks), side // 2, 2, side // 2, 2).mean((2, 4)))
    drawn = [F.unfold(quarters.amax(0)[None, None], PATCH // 2, stride=PATCH // 2)[0].t()]
    halves, every = F.avg_pool2d(quarters[:, None], 2), torch.arange(len(owners))
    for patches in OUTLINE[1:]:
        near = F.unfold(F.pad(halves, (patches - 1,) * 4), 2 * patches, stride=2)
        drawn.append(near[owners, :, every])
    return drawn


class Batch:
    """Scenes with captions, and their patches with words; some batches have fewer scenes at twice the size."""

    def __init__(self, rng, count, twice):
        images, self.objects, self.captions, self.demands = [], [], [], []
        self.words, self.wanted, self.shown = [], [], []
        picks, empty, drawn = [], [], [[] for _ in OUTLINE]
        grid = SIDE // PATCH * (2 if twice else 1)
        for index in range(count):
            objects = scenes.layout(rng, SIDE, 8)
            pixels, masks = scenes.render(rng, SIDE, objects)
            if twice:
                pixels = larger(pixels.transpose(2, 0, 1)).transpose(1, 2, 0)
                masks = larger(masks) if objects else masks
            images.append(pixels)
            self.objects.append(objects)
            text, demands = scenes.caption(rng, objects, SIDE)
            self.captions.append(text)
            self.demands.append(demands)
            covered = np.zeros(grid * grid)
            if objects:
                cover = masks.reshape(len(objects), grid, PATCH, grid, PATCH).mean((2, 4)).reshape(len(objects), -1)
                owners, covered = cover.argmax(0), cover.max(0)
                chosen = np.flatnonzero(covered > np.minimum(0.35, 0.6 * cover.max(1)[owners]))
                if twice:
                    chosen = rng.choice(chosen, min(90, len(chosen)), replace=False)
                picks += [(index, patch) for patch in chosen]
                self.shown += [objects[k] for k in owners[chosen]]
                for layer, all_drawn in zip(drawn, outlines(masks, torch.from_numpy(owners))):
                    layer.append(all_drawn[torch.from_numpy(chosen)])
            near = F.max_pool2d(torch.from_numpy(covered).view(1, 1, grid, grid), 3, 1, 1).flatten().numpy() > 0.3
            for pool in (covered < 0.04, near & (covered < 0.04)):
                pool = np.flatnonzero(pool)
                empty += [(index, patch) for patch in rng.choice(pool, min(6, len(pool)), replace=False)]
            for thing in objects:
                if rng.random() < 0.8:
                    demand = scenes.phrase(rng, thing)
                    template = str(rng.choice(scenes.TEMPLATES)) if rng.random() < 0.6 else "{}"
                    self.words.append(template.format(demand[0]))
                    self.wanted.append(demand)
        for text in rng.choice(scenes.BACKGROUND, 3, replace=False):
            self.words.append(str(text))
            self.wanted.append(None)
        self.groups = []  # alternatives of one kind: their texts, and which of them each patch of an object shows
        for kind, names in ((4, scenes.SHAPES), (5, [c + " object" for c in scenes.COLOUR_NAMES]),
                            (6, [t + " object" for t in scenes.TEXTURES])):
            template = str(rng.choice(scenes.TEMPLATES))
            self.groups.append(([template.format(name) for name in names], torch.tensor([o[kind] for o in self.shown])))
        self.pixels = scenes.normalised(images)
        self.picks, self.empty = torch.tensor(picks), torch.tensor(empty)
        self.drawn = [torch.cat(layer) for layer in drawn]

    def loss(self, model, tokenizer, pens):
        scale = model.logit_scale.clamp(max=math.log(100)).exp()
        whole, patches, layers = seen(model, self.pixels)
        alternatives = [text for texts, _ in self.groups for text in texts]
        texts = texts_of(model, tokenizer, self.captions + self.words + alternatives)
        captions, words, alternatives = texts.split([len(self.captions), len(self.words), len(alternatives)])
        true = torch.tensor([[scenes.holds(o, d, SIDE) for d in self.demands] for o in self.objects])
        fits = torch.from_numpy(scenes.table(self.shown + [None] * len(self.empty), self.wanted))
        objects = patches[self.picks[:, 0], self.picks[:, 1]]
        picked = torch.cat([objects, patches[self.empty[:, 0], self.empty[:, 1]]])
        losses = [contrast(scale * whole @ captions.t(), true), contrast(scale * picked @ words.t(), fits)]
        for vectors, (_, label) in zip(alternatives.split([len(t) for t, _ in self.groups]), self.groups):
            losses.append(F.cross_entropy(scale * objects @ vectors.t(), label))
        losses[2] = 2 * losses[2]  # the shapes, which are the hardest
        for layer, pen, drawn in zip(layers[1:], pens, self.drawn):
            here = layer[self.picks[:, 0], self.picks[:, 1] + 1]
            losses.append(4 * F.binary_cross_entropy_with_logits(pen(F.layer_norm(here, here.shape[-1:])), drawn))
        return losses


def classes_of(model, tokenizer, names):
    """Embeddings of class names, averaged over the templates, and of the background."""
    return torch.stack([F.normalize(texts_of(model, tokenizer, [t.format(n) for t in scenes.TEMPLATES]).mean(0), dim=0)
                        for n in names] + list(texts_of(model, tokenizer, scenes.BACKGROUND[:4])))


def boxes_of(model, texts, pixels, grow=2):
    """Zero-shot detections (class, score, x0, y0, x1, y1): components of the argmax over classes and background."""
    names = range(len(texts) - 4)
    grid = pixels.shape[-1] // PATCH
    scores = model.logit_scale.exp() * images_of(model, pixels)[1] @ texts.t()
    scores = F.interpolate(scores.transpose(1, 2).unflatten(2, (grid, grid)), scale_factor=grow, mode="bilinear")
    chances = scores.softmax(1)[0]
    best, cell, found = chances.argmax(0), PATCH / grow, []
    seen = torch.zeros_like(best, dtype=torch.bool)
    for y in range(best.shape[0]):
        for x in range(best.shape[1]):
            label = int(best[y, x])
            if label >= len(names) or seen[y, x]:
                continue
            stack, cells = [(y, x)], []
            seen[y, x] = True
            while stack:
                a, b = stack.pop()
                cells.append((a, b))
                for c, d in ((a + 1, b), (a - 1, b), (a, b + 1), (a, b - 1)):
                    if 0 <= c < best.shape[0] and 0 <= d < best.shape[1] and not seen[c, d] and best[c, d] == label:
                        seen[c, d] = True
                        stack.append((c, d))
            ys, xs = [c[0] for c in cells], [c[1] for c in cells]
            near = F.avg_pool2d(chances[label][None, None], 3, 1, 1)[0, 0]
            score = max(float(near[c]) for c in cells)
            found.append((label, score, min(xs) * cell, min(ys) * cell, (max(xs) + 1) * cell, (max(ys) + 1) * cell))
    return found


def average_precision(model, tokenizer, names, accepts, pairs, count=40, side=128, seed=90000):
    """AP50 by class, all points, of zero-shot detection on scenes of a seed that training does not use."""
    rng = np.random.default_rng(seed)
    hits, truths = {n: [] for n in range(len(names))}, [0] * len(names)
    texts = classes_of(model, tokenizer, names)
    for _ in range(count):
        objects = scenes.layout(rng, side, 6, pairs)
        pixels, masks = scenes.render(rng, side, objects)
        real = []
        for o, mask in zip(objects, masks):
            ys, xs = np.nonzero(mask > 0.5)
            label = [k for k, accept in enumerate(accepts) if accept(o)]
            if label:
                real.append((label[0], xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
                truths[label[0]] += 1
        taken = set()
        for label, score, x0, y0, x1, y1 in sorted(boxes_of(model, texts, scenes.normalised([pixels])),
                                                   key=lambda f: -f[1]):
            best, which = 0, None
            for j, (k, a, b, c, d) in enumerate(real):
                w, h = min(x1, c) - max(x0, a), min(y1, d) - max(y0, b)
                if k == label and j not in taken and w > 0 and h > 0:
                    iou = w * h / ((x1 - x0) * (y1 - y0) + (c - a) * (d - b) - w * h)
                    if iou > best:
                        best, which = iou, j
            hits[label].append((score, best >= 0.5))
            if best >= 0.5:
                taken.add(which)
    values = []
    for label, total in enumerate(truths):
        if total:
            ranked = [hit for _, hit in sorted(hits[label], key=lambda h: -h[0])]
            right = np.cumsum(ranked) if ranked else np.zeros(0)
            precision = right / np.arange(1, len(ranked) + 1)
            values.append(sum(precision[i:].max() for i, hit in enumerate(ranked) if hit) / total)
    return float(np.mean(values))


def check(model, tokenizer):
    model.eval()
    with torch.no_grad():
        shape = average_precision(model, tokenizer, scenes.SHAPES, [lambda o, k=k: o[4] == k for k in range(8)], "trained")
        colour = average_precision(model, tokenizer, [c + " object" for c in scenes.COLOUR_NAMES],
                                   [lambda o, k=k: o[5] == k for k in range(8)], "trained")
        held = sorted(scenes.HELD_OUT)
        new = average_precision(model, tokenizer, [f"{c} {s}" for c, s in held], [
            lambda o, c=c, s=s: (scenes.COLOUR_NAMES[o[5]], scenes.SHAPES[o[4]]) == (c, s) for c, s in held], "held-out")
    model.train()
    return {"AP50 of shapes": shape, "AP50 of colours": colour, "AP50 of pairs never seen together": new}


def save(model, tokenizer, folder):
    os.makedirs(folder, exist_ok=True)
    tokenizer.save(folder)
    import copy
    copy.deepcopy(model).half().save_pretrained(folder, safe_serialization=True)
    size = {"height": SIDE, "width": SIDE}
    with open(f"{folder}/preprocessor_config.json", "w") as f:
        json.dump({"image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": {"shortest_edge": SIDE},
                   "do_center_crop": True, "crop_size": size, "do_rescale": True, "rescale_factor": 1 / 255,
                   "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 3,
                   "do_convert_rgb": True}, f, indent=1)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("out")
    options.add_argument("--steps", type=int, default=3000)
    options.add_argument("--batch", type=int, default=12)
    options.add_argument("--rate", type=float, default=2e-3)
    options.add_argument("--start", help="folder of weights to go on from")
    options.add_argument("--seed", type=int, default=18, help="of the scenes after a start")
    options = options.parse_args()
    torch.manual_seed(17)
    torch.set_num_threads(1)
    rng = np.random.default_rng(17)
    texts = []
    for _ in range(3000):
        objects = scenes.layout(rng, SIDE, 8)
        texts.append(scenes.caption(rng, objects, SIDE)[0])
    tokenizer = Tokenizer(texts + scenes.TEMPLATES + scenes.BACKGROUND * 20)
    model = model_of(tokenizer)
    if options.start:
        model.load_state_dict(CLIPModel.from_pretrained(options.start).float().state_dict())
        rng = np.random.default_rng(options.seed)
    print(sum(p.numel() for p in model.parameters()), "parameters, torch", torch.__version__, "transformers",
          transformers.__version__, flush=True)
    width = model.config.vision_config.hidden_size
    pens = torch.nn.ModuleList(torch.nn.Linear(width, (2 * n if n > 1 else PATCH // 2) ** 2) for n in OUTLINE)
    trained = [*model.parameters(), *pens.parameters()]
    plain = [p for p in trained if p.dim() < 2]
    matrices = [p for p in trained if p.dim() >= 2]
    adam = torch.optim.AdamW([{"params": plain, "weight_decay": 0.0}, {"params": matrices, "weight_decay": 0.05}],
                             lr=options.rate, betas=(0.9, 0.98))
    warm = 100 if not options.start else 20
    plan = torch.optim.lr_scheduler.LambdaLR(adam, lambda s: min((s + 1) / warm, 1) * (
        0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * s / options.steps))))
    begun, recent = time.process_time(), collections.deque(maxlen=50)
    for step in range(options.steps):
        twice = step % 5 == 4
        batch = Batch(rng, options.batch // 4 if twice else options.batch, twice)
        losses = batch.loss(model, tokenizer, pens)
        if options.start:
            losses = losses[:5]  # the outlines are for a beginning
        adam.zero_grad()
        sum(losses).backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        adam.step()
        plan.step()
        recent.append([float(loss) for loss in losses])
        if step % 50 == 49:
            mean = np.mean(recent, 0)
            print(f"step {step + 1}", *(f"{name} {value:.3f}" for name, value in zip(LOSSES, mean)),
                  f"scale {float(model.logit_scale.exp()):.1f} {time.process_time() - begun:.0f} s", flush=True)
        if step % 100 == 99 or step + 1 == options.steps:
            save(model, tokenizer, options.out)
        if step % 500 == 499 or step + 1 == options.steps:
            print({k: round(v, 3) for k, v in check(model, tokenizer).items()}, flush=True)


if __name__ == "__main__":
    main()
