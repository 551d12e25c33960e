"""Golden trajectory of AdamW with clipping by global norm: torch.optim.AdamW, float32.

Made with torch 2.15.0:  python make_adamw.py > adamw.json
"""
import json

import torch

torch.manual_seed(7)
start = [torch.randn(3, 2), torch.randn(4)]
rates, decays, clip, steps = [0.01, 0.2], [0.05, 0.0], 1.5, 6
gradients = [[torch.randn(3, 2) * 2, torch.randn(4) * 2] for _ in range(steps)]
parameters = [p.clone().requires_grad_() for p in start]
optimizer = torch.optim.AdamW(
    [{"params": [p], "lr": r, "weight_decay": d} for p, r, d in zip(parameters, rates, decays)],
    betas=(0.9, 0.999), eps=1e-8)
norms, after = [], []
for gradient in gradients:
    for p, g in zip(parameters, gradient):
        p.grad = g.clone()
    total = torch.sqrt(sum((g.double() ** 2).sum() for g in gradient))
    norms.append(float(total))
    scale = min(1.0, clip / float(total))
    for p in parameters:
        p.grad.mul_(scale)
    optimizer.step()
    after.append([p.detach().flatten().tolist() for p in parameters])
print(json.dumps({
    "start": [p.flatten().tolist() for p in start], "rates": rates, "decays": decays, "clip": clip,
    "gradients": [[g.flatten().tolist() for g in gs] for gs in gradients], "norms": norms, "after": after}))
