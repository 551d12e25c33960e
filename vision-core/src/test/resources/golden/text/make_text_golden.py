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
from transformers import CLIPConfig, CLIPModel, CLIPTokenizerFast, SiglipConfig, SiglipModel
import open_clip

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = ["a photo of a cat", "A PHOTO  of a Cat", "", "it's 2 red circles & a star!", "caf\u00e9 \u00fcber na\u00efve",
         " ".join(["a very long text about a small dotted purple ring"] * 20), "circle"]


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
    write(name, {"ids": own, "embeddings": unit(model.encode_text(batch)), "patches": []})


def main():
    source = sys.argv[1]
    clip("clip", source, "quick_gelu", None, 1)
    clip("clip-legacy-end", source, "gelu", 2, 2)
    clip("clip-vocabulary", source, "quick_gelu", None, 4)
    siglip("siglip", 5)
    openclip("open-clip", source, 6)
    for folder, _, files in os.walk(HERE):
        for file in files:
            if file in ("generation_config.json",):
                os.remove(f"{folder}/{file}")


if __name__ == "__main__":
    main()
