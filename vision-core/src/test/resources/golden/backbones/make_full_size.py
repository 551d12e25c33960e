"""Models of real size with random weights, to measure time and memory: nothing of their results means anything.

    python make_full_size.py clip-b16|dinov2-l OUT_FOLDER [--time]

clip-b16 is CLIP ViT-B/16 with both sides (600 MB in float32), dinov2-l is DINOv2 ViT-L/14 (1.2 GB). With --time, also how long
Hugging Face's software takes to load the image encoder from there and to run it on one image of 224 px, on one thread, and
what memory the process has taken at most. Made with torch 2.7.1, transformers 5.23.0.
"""
import argparse, resource, time
import torch
import transformers

CONFIGS = {
    "clip-b16": lambda: transformers.CLIPModel(transformers.CLIPConfig(vision_config={"patch_size": 16})),
    "dinov2-l": lambda: transformers.Dinov2Model(transformers.Dinov2Config(
        hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, patch_size=14, image_size=518)),
}
LOADED = {"clip-b16": transformers.CLIPVisionModel, "dinov2-l": transformers.Dinov2Model}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("model", choices=CONFIGS)
    options.add_argument("out")
    options.add_argument("--time", action="store_true")
    options = options.parse_args()
    torch.set_num_threads(1)
    if not options.time:
        torch.manual_seed(0)
        CONFIGS[options.model]().save_pretrained(options.out)
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    model = LOADED[options.model].from_pretrained(options.out, dtype=torch.float32).eval()
    print(f"load {time.perf_counter() - start:.2f} s")
    pixels = torch.randn(1, 3, 224, 224)
    with torch.inference_mode():
        options = {} if model.config.model_type == "dinov2" else {"interpolate_pos_encoding": True}
        times = []
        for _ in range(5):
            start = time.perf_counter()
            model(pixels, **options)
            times.append(time.perf_counter() - start)
    print(f"image {sorted(times)[2] * 1000:.0f} ms, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB,"
          f" of which the software {before / 1024:.0f} MB")


if __name__ == "__main__":
    main()
