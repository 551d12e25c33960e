"""Golden trajectory of Muon on a wide matrix, a tall one and a convolution's kernel, whose axes after the first are one.

torch.optim.Muon with steps as large as AdamW's, its products in float32 instead of bfloat16.

Made with torch 2.9.1:  python make_muon.py > muon.json
"""
import json

import torch

torch.Tensor.bfloat16 = torch.Tensor.clone
torch.manual_seed(11)
shapes, rates, decays, steps = [(3, 8), (6, 2), (4, 2, 3, 3)], [0.1, 0.2, 0.05], [0.05, 0.0, 0.1], 5
start = [torch.randn(s) for s in shapes]
gradients = [[torch.randn(s) for s in shapes] for _ in range(steps)]
parameters = [p.flatten(1).clone().requires_grad_() for p in start]
optimizers = [
    torch.optim.Muon([p], lr=r, weight_decay=d, momentum=0.95, nesterov=True, adjust_lr_fn="match_rms_adamw")
    for p, r, d in zip(parameters, rates, decays)]
after = []
for gradient in gradients:
    for p, g, optimizer in zip(parameters, gradient, optimizers):
        p.grad = g.flatten(1).clone()
        optimizer.step()
    after.append([p.detach().flatten().tolist() for p in parameters])
print(json.dumps({
    "shapes": shapes, "start": [p.flatten().tolist() for p in start], "rates": rates, "decays": decays,
    "gradients": [[g.flatten().tolist() for g in gs] for gs in gradients], "after": after}))
