"""Golden values of the 16-bit conversions, from numpy and torch: checksums.properties.

widen: SHA-256 of the little-endian float32 bits of all 65536 patterns, in order, every NaN as 7fc00000.
narrow: SHA-256 of the little-endian 16-bit results for the float32 probes below, in order. NaNs are left out.
The probes are every finite F16/BF16 value, the points half way to the next one, and their float32 neighbours.

numpy 2.x, torch 2.x. Run: python make.py
"""
import hashlib
import numpy as np
import torch


def sha(array):
    if array.dtype == np.float32:
        array = np.where(np.isnan(array), np.uint32(0x7FC00000), array.view(np.uint32)).astype("<u4")
    return hashlib.sha256(array.tobytes()).hexdigest()


def probes(bits_of_finite, widen):
    values = widen(bits_of_finite)
    following = widen((bits_of_finite + 1).astype(np.uint16))
    middle = ((values.astype(np.float64) + np.where(np.isfinite(following), following, values * 1.0)) / 2).astype(np.float32)
    up = np.nextafter(middle, np.float32(np.inf))
    down = np.nextafter(middle, np.float32(-np.inf))
    return np.concatenate([values, middle, up, down]).astype("<f4")


every = np.arange(65536, dtype=np.uint16)
f16 = lambda bits: bits.view(np.float16).astype(np.float32)
bf16 = lambda bits: (bits.astype(np.uint32) << 16).view(np.float32)
finite16 = every[np.isfinite(f16(every))]
finiteb = every[np.isfinite(bf16(every))]
p16 = np.concatenate([probes(finite16, f16), np.array([65519.996, 65520, 1e38, -65520, np.inf, -np.inf], "<f4")])
pb = np.concatenate([probes(finiteb, bf16), np.array([np.inf, -np.inf], "<f4")])
with np.errstate(over="ignore"):
    n16 = p16.astype("<f2")
nb = torch.from_numpy(pb).to(torch.bfloat16).view(torch.int16).numpy().astype("<i2")
with open("checksums.properties", "w") as out:
    out.write(f"# made by make.py with numpy {np.__version__}, torch {torch.__version__}\n")
    out.write(f"f16.widen={sha(f16(every).astype('<f4'))}\n")
    out.write(f"f16.probes={sha(p16)}\n")
    out.write(f"f16.narrow={sha(n16)}\n")
    out.write(f"bf16.widen={sha(bf16(every).astype('<f4'))}\n")
    out.write(f"bf16.probes={sha(pb)}\n")
    out.write(f"bf16.narrow={sha(nb)}\n")
