"""Models of real size with random weights, to measure time and memory: nothing of their results means anything.

    python make_full_size.py clip-b16|dinov2-l OUT_FOLDER

clip-b16 is CLIP ViT-B/16 with both sides (600 MB in float32), dinov2-l is DINOv2 ViT-L/14 (1.2 GB). How long they take
to load is measured by "./vpt4j bench load --backbone OUT_FOLDER" and samples/src/benchmarks/load_python.py. Made with torch 2.7.1, transformers 5.23.0.
"""
import argparse
import torch
import transformers

CONFIGS = {
    "clip-b16": lambda: transformers.CLIPModel(transformers.CLIPConfig(vision_config={"patch_size": 16})),
    "dinov2-l": lambda: transformers.Dinov2Model(transformers.Dinov2Config(
        hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, patch_size=14, image_size=518)),
}

def main():
    options = argparse.ArgumentParser()
    options.add_argument("model", choices=CONFIGS)
    options.add_argument("out")
    options = options.parse_args()
    torch.manual_seed(0)
    CONFIGS[options.model]().save_pretrained(options.out)


if __name__ == "__main__":
    main()
