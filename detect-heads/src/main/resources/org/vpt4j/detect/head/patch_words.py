# Patches in the space that images share with texts: [B, D, h, w] -> [B, E, h, w], of unit length along E. For CLIP
# the value projection and the visual one, for SigLIP the value projection and the MLP of its pooling head.
def linear(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x, w[name + ".weight"], w[name + ".bias"])

def embed(map: Tensor, w: Dict[str, Tensor], hidden: int, eps: float) -> Tensor:
  value = __torch__.patch_words.linear(map.to(6).permute([0, 2, 3, 1]), w, "words.value")
  normed = torch.layer_norm(value, [value.size(3)], None, None, eps)
  if hidden == 0:
    e = __torch__.patch_words.linear(normed, w, "words.out")
  else:
    h = __torch__.patch_words.linear(normed, w, "words.fc1")
    h = h * 0.5 * (torch.tanh((h + h * h * h * 0.044715) * 0.7978845608028654) + 1) # sqrt(2/pi)
    e = value + __torch__.patch_words.linear(h, w, "words.fc2")
  e = e / torch.sqrt((e * e).sum(3, True)).clamp(1e-12)
  return e.permute([0, 3, 1, 2])
