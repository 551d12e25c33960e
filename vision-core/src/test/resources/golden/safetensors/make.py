"""Writes from-python.safetensors with the safetensors package, and checks a file that vpt4j wrote.

Run: python make.py                      writes from-python.safetensors
     python make.py from-java.safetensors  reads that file and fails if it is not what SafetensorsGoldenTest wrote

safetensors 0.x, torch 2.x.
"""
import json
import struct
import sys
import torch
from safetensors import safe_open
from safetensors.torch import save_file

BASE = torch.tensor([[0.0, -0.0, 1.5, -2.25], [1e-3, 3.0e-6, 65504.0, -7.0]])
if len(sys.argv) == 1:
    save_file(
        {
            "f32": BASE,
            "f16": BASE.half(),
            "bf16": BASE.bfloat16(),
            "f64": BASE.double(),
            "i64": torch.arange(3),
            "flags": torch.tensor([True, False]),
            "empty": torch.zeros(0, 3),
            "scalar": torch.tensor(4.0),
        },
        "from-python.safetensors",
        metadata={"format": "pt", "words": "äöü \"quoted\" \\ end"},
    )
else:
    with safe_open(sys.argv[1], "pt") as file:
        assert file.metadata() == {"format": "1", "words": "äöü \"quoted\" \\ end"}, file.metadata()
        assert sorted(file.keys()) == ["bf16", "empty", "f16", "f32", "scalar"], file.keys()
        assert torch.equal(file.get_tensor("f32"), BASE)
        assert torch.equal(file.get_tensor("f16"), BASE.half())
        assert torch.equal(file.get_tensor("bf16"), BASE.bfloat16())
        assert file.get_tensor("empty").shape == (0, 3)
        assert file.get_tensor("scalar").item() == 4.0
    with open(sys.argv[1], "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        assert length % 8 == 0, length
        json.loads(file.read(length))
    print("ok")
