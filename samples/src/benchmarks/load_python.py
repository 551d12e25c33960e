"""Times Hugging Face's software until a backbone can run: what ./vpt4j bench load is compared with.

    python samples/src/benchmarks/load_python.py "$(./vpt4j backbone path dinov2-small)"
    python samples/src/benchmarks/load_python.py my-models/clip --precision bf16

A folder with config.json and model.safetensors; of a CLIP or SigLIP, the image side is loaded. Prints seconds on the clock, of the
processor, and memory of the process beyond what it has after the imports. Needs torch and transformers.
"""

import argparse
import json
import os
import resource
import time

import torch
import transformers

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder")
parser.add_argument("--precision", default="fp32", choices=["fp32", "bf16"])
parser.add_argument("--threads", type=int, default=1)
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
kind = json.load(open(os.path.join(arguments.folder, "config.json")))["model_type"]
image_side = {"clip": "CLIPVisionModel", "siglip": "SiglipVisionModel", "dinov2": "Dinov2Model", "vit": "ViTModel"}
loader = getattr(transformers, image_side.get(kind, "AutoModel"))  # also imports its module, which is not loading


def resident():
    pages = int(open("/proc/self/statm").read().split()[1])
    return pages * resource.getpagesize() / 1e6


before = resident()


def stage(name, what):
    clock, processor = time.perf_counter(), time.process_time()
    result = what()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6 - before
    print(f"{name:14} {clock:8.2f} {processor:10.2f} {resident() - before:7.0f} {peak:8.0f}")
    return result


print(f"{'':14} {'seconds':>8} {'processor':>10} {'MB':>7} {'peak MB':>8}")
dtype = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
model = stage("load weights", lambda: loader.from_pretrained(arguments.folder, dtype=dtype).eval())
side = 224 // model.config.patch_size * model.config.patch_size
pixels = torch.zeros(1, 3, side, side, dtype=dtype)
options = {"interpolate_pos_encoding": True} if kind in ("clip", "siglip", "vit", "deit") else {}
with torch.inference_mode():
    stage("first image", lambda: model(pixels, **options))
    stage("second image", lambda: model(pixels, **options))
