class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  groups : int
  type : int
  stride : int

  def normed(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.silu(torch.group_norm(x.to(6), self.groups, w[name + ".norm.weight"], w[name + ".norm.bias"]))

  def kernel(self, w: Dict[str, Tensor], name: str) -> Tensor:
    return w[name + ".weight"].to(self.type)

  # image: [B, 3, H, W] -> [B, C, 2h, 2w]: windows that overlap by two pixels on each side, then their neighbours
  def detail(self, image: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # three channels: faster in 32 bits than in 16
    x = torch.conv2d(image.to(6), w["image.weight"], None, [self.stride, self.stride], [2, 2])
    x = self.normed(x, w, "image").to(self.type)
    return self.normed(torch.conv2d(x, self.kernel(w, "detail"), None, [1, 1], [1, 1]), w, "detail").to(self.type)

  # maps: the image [B, 3, H, W] if stride is not 0, then a [B, D, h, w] per chosen encoder layer
  # -> [B, C, 2h, 2w], [B, C, h, w], [B, C, (h+1)/2, (w+1)/2]
  def forward(self, maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
    first = 0
    detail = annotate(List[Tensor], [])
    if self.stride > 0:
      first = 1
      detail.append(self.detail(maps[0], w))
    x = torch.conv2d(torch.cat(maps[first:], 1).to(self.type), self.kernel(w, "neck"))
    if self.stride > 0:
      x = x + torch.conv2d(detail[0], self.kernel(w, "neck_detail"), None, [2, 2])
    x = self.normed(x, w, "neck").to(self.type)
    fine = torch.conv_transpose2d(x, self.kernel(w, "fine"), None, [2, 2])
    if self.stride > 0:
      fine = fine + torch.conv2d(detail[0], self.kernel(w, "fine_detail"), None, [1, 1], [1, 1])
    middle = torch.conv2d(x, self.kernel(w, "middle"), None, [1, 1], [1, 1])
    coarse = torch.conv2d(x, self.kernel(w, "coarse"), None, [2, 2], [1, 1])
    return [self.normed(fine, w, "fine"), self.normed(middle, w, "middle"), self.normed(coarse, w, "coarse")]
