class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  groups : int
  type : int

  def normed(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.silu(torch.group_norm(x.to(6), self.groups, w[name + ".norm.weight"], w[name + ".norm.bias"]))

  def kernel(self, w: Dict[str, Tensor], name: str) -> Tensor:
    return w[name + ".weight"].to(self.type)

  # maps: a [B, D, h, w] per chosen encoder layer -> [B, C, 2h, 2w], [B, C, h, w], [B, C, (h+1)/2, (w+1)/2]
  def forward(self, maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
    x = torch.cat(maps, 1).to(self.type)
    x = self.normed(torch.conv2d(x, self.kernel(w, "neck")), w, "neck").to(self.type)
    fine = torch.conv_transpose2d(x, self.kernel(w, "fine"), None, [2, 2])
    middle = torch.conv2d(x, self.kernel(w, "middle"), None, [1, 1], [1, 1])
    coarse = torch.conv2d(x, self.kernel(w, "coarse"), None, [2, 2], [1, 1])
    return [self.normed(fine, w, "fine"), self.normed(middle, w, "middle"), self.normed(coarse, w, "coarse")]
