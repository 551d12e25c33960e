# Objects as the connected components of the cells that are most like one class (MaskCLIP, Zhou et al. 2022), each with its box.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  patch : int
  finer : int
  hidden : int
  eps : float

  # Vectors [C, E], or [B, C, E] of each image, on embedded patches [B, E, h, w] -> [B, C, h, w]
  def cosines(self, texts: Tensor, e: Tensor) -> Tensor:
    return torch.matmul(texts, e.flatten(2)).unflatten(2, [e.size(2), e.size(3)])

  # The value that is a number of cells further to the right (axis 0) or below (axis 1).
  def shifted(self, x: Tensor, axis: int, by: int) -> Tensor:
    rows, columns = x.size(2), x.size(3)
    if axis == 0:
      wide = torch.constant_pad_nd(x, [max(-by, 0), max(by, 0)], -1e9)
      return wide[:, :, :, max(by, 0):max(by, 0) + columns]
    high = torch.constant_pad_nd(x, [0, 0, max(-by, 0), max(by, 0)], -1e9)
    return high[:, :, max(by, 0):max(by, 0) + rows]

  # The largest value of each component, in all of its cells: along the runs of a row in strides of 1, 2, 4 and so on, then
  # along those of a column, and again, for components with bends.
  def spread(self, x: Tensor, label: Tensor) -> Tensor:
    links = annotate(List[Tensor], [])
    for axis in range(2):
      link = torch.where(label == self.shifted(label, axis, 1), 0.0, -1e9)
      for level in range(8):
        links.append(link)
        link = torch.clamp(link + self.shifted(link, axis, 1 << level), -1e9)
    for turn in range(4):
      for axis in range(2):
        for level in range(8):
          link = links[axis * 8 + level]
          x = torch.maximum(x, self.shifted(x, axis, 1 << level) + link)
          x = torch.maximum(x, self.shifted(x + link, axis, -(1 << level)))
    return x

  # maps [B, D, h, w]; -> logits of classes and background at the patches [B, C+G, h, w], and for each cell of a grid that
  # is finer: scores [B, N, C], in one cell of each component only, and boxes [B, N, 4], xyxy in input pixels
  def forward(self, maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
    e = __torch__.patch_words.embed(maps[0], w, self.hidden, self.eps)
    texts = w["text"]
    c = texts.size(texts.dim() - 2)
    logits = torch.cat([self.cosines(texts, e), self.cosines(w["background"], e)], 1) * w["scale"]
    rows, columns = e.size(2) * self.finer, e.size(3) * self.finer
    fine = torch.upsample_bilinear2d(logits, [rows, columns], False)
    best = torch.argmax(fine, 1, True)
    label = torch.clamp(best, None, c).to(6)
    chance = torch.amax(torch.softmax(fine, 1), [1], True) * (label < c).to(6)
    x = torch.arange(columns, dtype=6, device=e.device).view([1, 1, 1, -1]).expand_as(label)
    y = torch.arange(rows, dtype=6, device=e.device).view([1, 1, -1, 1]).expand_as(label)
    index = y * float(columns) + x
    near = torch.avg_pool2d(chance, [3, 3], [1, 1], [1, 1])
    found = self.spread(torch.cat([-x, -y, x + 1.0, y + 1.0, index, near], 1), label)
    first = (found[:, 4:5] == index).to(6)
    classes = torch.arange(c, dtype=6, device=e.device).view([1, -1, 1, 1])
    score = found[:, 5:6] * first * (label == classes).to(6)
    box = torch.cat([-found[:, :2], found[:, 2:4]], 1) * (float(self.patch) / float(self.finer))
    return [logits, score.flatten(2).transpose(1, 2), box.flatten(2).transpose(1, 2)]
