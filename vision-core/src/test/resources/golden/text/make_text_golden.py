"""Tiny random models with a text side, as transformers and OpenCLIP save them, and what they make of some texts.

    python make_text_golden.py ../../../../main/resources/org/vpt4j/backbones/tiny-clip

Made with torch 2.7.1, transformers 5.23.0, open_clip_torch 3.3.0, tokenizers 0.23.3. The argument is a folder with CLIP's
tokenizer files. Each folder holds a model and expected.json: ids and embeddings of the texts, and embeddings of the patches
of an image by the value projection.
"""
import json, os, shutil, sys
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (CLIPConfig, CLIPModel, CLIPTokenizerFast, Siglip2Config, Siglip2Model, Siglip2Tokenizer,
                          SiglipConfig, SiglipModel)
import open_clip

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "backbones"))
from make_backbone_golden import filled  # noqa: E402: weights that follow a formula of their names
TEXTS = ["a photo of a cat", "A PHOTO  of a Cat", "", "it's 2 red circles & a star!", "caf\u00e9 \u00fcber na\u00efve",
         " ".join(["a very long text about a small dotted purple ring"] * 20), "circle", "Fire_truck, red"]


def unit(x):
    return F.normalize(x.detach(), dim=-1).flatten().tolist()


def disturbed(model, seed):
    """Random values for everything, so that no norm is neutral and no bias zero."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name in ("logit_scale", "logit_bias"):
                continue
            around = 1.0 if p.dim() == 1 and name.endswith("weight") else 0.0
            p.copy_(around + torch.randn_like(p) * (0.2 if p.dim() < 2 else 0.3))
    return model.eval()


def pixels():
    torch.manual_seed(3)
    return torch.rand(1, 3, 24, 24)


def write(name, expected):
    with open(f"{HERE}/{name}/expected.json", "w") as f:
        json.dump(dict(expected, texts=TEXTS, pixels=pixels().flatten().tolist()), f)


def clip(name, source, act, end, seed):
    folder = f"{HERE}/{name}"
    os.makedirs(folder, exist_ok=True)
    for file in ("tokenizer.json", "vocab.json", "merges.txt"):
        if name != "clip-vocabulary" or file != "tokenizer.json":
            shutil.copy(f"{source}/{file}", folder)
    tokenizer = CLIPTokenizerFast.from_pretrained(source)
    ids = json.load(open(f"{source}/vocab.json"))
    text = dict(vocab_size=len(ids), hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
                max_position_embeddings=77, hidden_act=act, projection_dim=12, eos_token_id=end or ids["<|endoftext|>"],
                bos_token_id=ids["<|startoftext|>"], pad_token_id=1)
    vision = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=2, image_size=24,
                  patch_size=8, hidden_act=act, projection_dim=12)
    model = disturbed(CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=12)), seed)
    model.save_pretrained(folder)
    batch = tokenizer(TEXTS, padding=True, truncation=True, max_length=77, return_tensors="pt")
    embeds = model.text_projection(model.text_model(**batch).pooler_output)
    seen = model.vision_model(pixels(), output_hidden_states=True)
    layer = model.vision_model.encoder.layers[-1]
    values = layer.self_attn.out_proj(layer.self_attn.v_proj(layer.layer_norm1(seen.hidden_states[-2][:, 1:])))
    patches = model.visual_projection(model.vision_model.post_layernorm(values))
    write(name, {"ids": [tokenizer(t, truncation=True, max_length=77)["input_ids"] for t in TEXTS],
                 "embeddings": unit(embeds), "patches": unit(patches)})


def unigram(folder):
    """A SentencePiece-like tokenizer as SigLIP's: unigram pieces, </s> at the end."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" ", "\u2581")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    words = ["a photo of a cat", "it s 2 red circles a star", "small dotted purple ring", "caf\u00e9 \u00fcber na\u00efve",
             "a very long text about the dog", "circle square triangle blue green"]
    trainer = trainers.UnigramTrainer(vocab_size=96, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>",
                                      show_progress=False)
    tokenizer.train_from_iterator(words * 20, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer.save(f"{folder}/tokenizer.json")
    return tokenizer


def canonical(text):
    import re, string
    return re.sub(r"\s+", " ", text.lower().translate(str.maketrans("", "", string.punctuation))).strip()


def padded(tokenizer, cleaned):
    ids = tokenizer.encode(cleaned).ids
    ids = ids if len(ids) <= 64 else ids[:63] + [1]
    return ids + [1] * (64 - len(ids))


def siglip(name, seed):
    folder = f"{HERE}/{name}"
    os.makedirs(folder, exist_ok=True)
    tokenizer = unigram(folder)
    text = dict(vocab_size=tokenizer.get_vocab_size(), hidden_size=16, intermediate_size=24, num_hidden_layers=2,
                num_attention_heads=2, max_position_embeddings=64, projection_size=16, pad_token_id=1)
    vision = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, image_size=24,
                  patch_size=8)
    model = disturbed(SiglipModel(SiglipConfig(text_config=text, vision_config=vision)), seed)
    model.save_pretrained(folder)
    ids = [padded(tokenizer, canonical(t)) for t in TEXTS]
    embeds = model.text_model(input_ids=torch.tensor(ids)).pooler_output
    seen = model.vision_model(pixels()).last_hidden_state
    head, d = model.vision_model.head, 16
    w, b = head.attention.in_proj_weight[2 * d:], head.attention.in_proj_bias[2 * d:]
    value = head.attention.out_proj(F.linear(seen, w, b))
    patches = value + head.mlp(head.layernorm(value))
    # One patch alone: then the attention of the pooling head is this projection.
    alone = head(seen[:, :1])
    assert torch.allclose(alone, patches[:, 0], atol=1e-5)
    write(name, {"ids": ids, "embeddings": unit(embeds), "patches": unit(patches)})


def gemma(folder):
    """A tokenizer as that of SigLIP 2: pairs of bytes with spaces as \u2581, <eos> at the end, <pad> before it in the list."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    model = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    model.normalizer = normalizers.Replace(" ", "\u2581")
    model.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    words = ["a photo of a cat", "it's 2 red circles & a star!", "small dotted purple ring", "caf\u00e9 \u00fcber na\u00efve"]
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=special + [f"<0x{b:02X}>" for b in range(256)],
                                  show_progress=False)
    model.train_from_iterator(words * 20, trainer)
    model.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    model.save(f"{folder}/tokenizer.json")
    with open(f"{folder}/tokenizer_config.json", "w") as f:
        json.dump({"tokenizer_class": "GemmaTokenizer", "pad_token": "<pad>", "eos_token": "<eos>", "padding_side": "right",
                   "added_tokens_decoder": {str(i): {"content": t, "special": True} for i, t in enumerate(special)}}, f)
    reference = Siglip2Tokenizer.from_pretrained(folder, padding_side="right")
    assert reference.pad_token_id == 0 and reference("Cat").input_ids == model.encode("cat").ids, reference("Cat")
    return model.get_vocab_size(), lambda texts: reference(
        texts, padding="max_length", max_length=64, truncation=True).input_ids


def siglip2(name, flexible, seed):
    """SigLIP 2: of one size, where it is a SigLIP with another tokenizer, and of any (NaFlex)."""
    folder = f"{HERE}/{name}"
    os.makedirs(folder, exist_ok=True)
    vocabulary, tokens = gemma(folder)
    text = dict(vocab_size=vocabulary, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
                max_position_embeddings=64, projection_size=16)
    vision = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, patch_size=8)
    vision |= dict(num_patches=9) if flexible else dict(image_size=24)
    kind, config = (Siglip2Model, Siglip2Config) if flexible else (SiglipModel, SiglipConfig)
    model = disturbed(kind(config(text_config=text, vision_config=vision)), seed)
    model.save_pretrained(folder)
    ids = tokens(TEXTS)
    embeds = model.text_model(input_ids=torch.tensor(ids)).pooler_output
    write(name, {"ids": ids, "embeddings": unit(embeds), "patches": []})


def openclip_siglip(name, source, seed):
    """SigLIP as OpenCLIP has it, with an image encoder of timm's; the weights follow the formula of their names."""
    folder = f"{HERE}/{name}"
    os.makedirs(folder, exist_ok=True)
    shutil.copy(f"{source}/tokenizer.json", folder)
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    with open(f"{folder}/tokenizer_config.json", "w") as f:
        json.dump({"tokenizer_class": "T5Tokenizer", "pad_token": "</s>", "eos_token": "</s>", "added_tokens_decoder": {
            "0": {"content": "<pad>"}, "1": {"content": "</s>"}, "2": {"content": "<unk>"}}}, f)
    config = {"embed_dim": 64, "init_logit_bias": -10,
              "vision_cfg": {"image_size": 48, "timm_model_name": "test_vit", "timm_pool": "map", "timm_proj": "none"},
              "text_cfg": {"context_length": 64, "vocab_size": tokenizer.get_vocab_size(), "hf_tokenizer_name": "some/SigLIP",
                           "tokenizer_kwargs": {"clean": "canonicalize"}, "width": 16, "heads": 2, "layers": 2,
                           "mlp_ratio": 2.7, "no_causal_mask": True, "proj_bias": True, "pool_type": "last",
                           "norm_kwargs": {"eps": 1e-6}, "act_kwargs": {"approximate": "tanh"}}}
    model = open_clip.CustomTextCLIP(**config).eval()
    state = filled(model.state_dict())
    model.load_state_dict(state)
    with open(f"{folder}/open_clip_config.json", "w") as f:
        json.dump({"model_cfg": config, "preprocess_cfg": {"mean": [0.5] * 3, "std": [0.5] * 3}}, f, indent=1)
    ids = [padded(tokenizer, open_clip.tokenizer._clean_canonicalize(t)) for t in TEXTS]
    embeds = model.encode_text(torch.tensor(ids))
    trunk = model.visual.trunk
    torch.manual_seed(3)
    image = torch.rand(1, 3, 48, 48)
    seen = trunk.forward_features(image)
    pool = trunk.attn_pool
    value = pool.proj(pool.kv(seen).chunk(2, -1)[1])
    patches = value + pool.mlp(pool.norm(value))
    assert torch.allclose(pool(seen[:, 1:2]), patches[:, 1], atol=1e-5)
    shapes = {k: list(v.shape) for k, v in state.items() if v.is_floating_point()}
    with open(f"{HERE}/{name}/expected.json", "w") as f:
        json.dump({"ids": ids, "embeddings": unit(embeds), "patches": unit(patches[:, trunk.num_prefix_tokens:]), "texts": TEXTS,
                   "pixels": image.flatten().tolist(), "tensors": shapes}, f)


def openclip(name, source, seed):
    folder = f"{HERE}/{name}"
    os.makedirs(folder, exist_ok=True)
    shutil.copy(f"{source}/tokenizer.json", folder)
    ids = json.load(open(f"{source}/vocab.json"))
    config = {"embed_dim": 12, "quick_gelu": True,
              "vision_cfg": {"image_size": 24, "layers": 3, "width": 16, "head_width": 8, "patch_size": 8, "mlp_ratio": 1.5},
              "text_cfg": {"context_length": 77, "vocab_size": len(ids), "width": 16, "heads": 2, "layers": 2,
                           "mlp_ratio": 1.5}}
    model = disturbed(open_clip.CLIP(**config), seed)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, f"{folder}/open_clip_model.safetensors")
    with open(f"{folder}/open_clip_config.json", "w") as f:
        json.dump({"model_cfg": config, "preprocess_cfg": {"mean": [0.5] * 3, "std": [0.5] * 3}}, f, indent=1)
    tokenizer = CLIPTokenizerFast.from_pretrained(source)
    own = [tokenizer(t, truncation=True, max_length=77)["input_ids"] for t in TEXTS]
    batch = torch.zeros(len(own), 77, dtype=torch.long)
    for row, text in zip(batch, own):
        row[:len(text)] = torch.tensor(text)
    *_, layer = model.visual.transformer.resblocks
    before = []
    layer.register_forward_pre_hook(lambda module, given: before.append(given[0]))
    model.encode_image(pixels())
    attention, d = layer.attn, 16
    value = F.linear(layer.ln_1(before[0]), attention.in_proj_weight[2 * d:], attention.in_proj_bias[2 * d:])
    patches = model.visual.ln_post(attention.out_proj(value)[:, 1:]) @ model.visual.proj
    write(name, {"ids": own, "embeddings": unit(model.encode_text(batch)), "patches": unit(patches)})


def main():
    source = sys.argv[1]
    clip("clip", source, "quick_gelu", None, 1)
    clip("clip-legacy-end", source, "gelu", 2, 2)
    clip("clip-vocabulary", source, "quick_gelu", None, 4)
    siglip("siglip", 5)
    siglip2("siglip2", False, 7)
    siglip2("siglip2-flexible", True, 8)
    openclip("open-clip", source, 6)
    openclip_siglip("open-clip-siglip", f"{HERE}/siglip", 9)
    for folder, _, files in os.walk(HERE):
        for file in files:
            if file in ("generation_config.json",):
                os.remove(f"{folder}/{file}")


if __name__ == "__main__":
    main()
