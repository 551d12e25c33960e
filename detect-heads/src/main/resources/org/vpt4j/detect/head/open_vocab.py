# Class scores of a dense head by the names of the classes: every location is compared with their embeddings.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  hidden : int
  eps : float
  adapt : float

  def listed(self, e: Tensor) -> Tensor:
    return e.flatten(2).transpose(1, 2)

  def unit(self, x: Tensor) -> Tensor:
    return x / torch.sqrt((x * x).sum(2, True)).clamp(1e-12)

  # towers [B, N, 1+E]: how likely any object is, and what is added to the embedding; map [B, D, h, w] of the patches; w also
  # has text [C, E] or [B, C, E], background [G, E], temperature [1] and bias [1] -> class logits [B, N, C]. Locations are
  # those of the pyramid: [2h, 2w], [h, w] and [(h+1)/2, (w+1)/2].
  def forward(self, towers: Tensor, map: Tensor, w: Dict[str, Tensor]) -> Tensor:
    e = __torch__.patch_words.embed(map, w, self.hidden, self.eps)
    h, v = e.size(2), e.size(3)
    fine = torch.upsample_bilinear2d(e, [2 * h, 2 * v], False)
    coarse = torch.upsample_bilinear2d(e, [(h + 1) // 2, (v + 1) // 2], False)
    known = torch.cat([self.listed(fine), self.listed(e), self.listed(coarse)], 1)
    learned = torch.tanh(towers[:, :, 1:]) * (self.adapt / float(e.size(1)) ** 0.5) # its length is at most adapt
    region = self.unit(self.unit(known) + learned)
    likeness = torch.matmul(region, w["text"].transpose(-2, -1))
    nothing = torch.amax(torch.matmul(region, w["background"].transpose(-2, -1)), [2], True)
    return (likeness - nothing) * torch.exp(w["temperature"]) + towers[:, :, :1] + w["bias"]
