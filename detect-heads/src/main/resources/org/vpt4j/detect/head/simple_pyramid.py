class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  groups : int
  type : int

  def of(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return w[name].to(x.dtype if x.is_cuda else 6) # on a CPU, 16-bit norms take float32 weights

  def normed(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.silu(torch.group_norm(x, self.groups, self.of(x, w, name + ".norm.weight"), self.of(x, w, name + ".norm.bias")))

  def kernel(self, w: Dict[str, Tensor], name: str) -> Tensor:
    return w[name + ".weight"].to(self.type)

  # a 1x1 convolution as a product, several times as fast on a CPU for this many channels
  def neck(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    kernel = self.kernel(w, "neck").flatten(1)
    product = torch.bmm(kernel.unsqueeze(0).expand([x.size(0), -1, -1]), x.flatten(2))
    return product.reshape([x.size(0), -1, x.size(2), x.size(3)])

  # maps: a [B, D, h, w] per chosen encoder layer -> [B, C, 2h, 2w], [B, C, h, w], [B, C, (h+1)/2, (w+1)/2]
  def forward(self, maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
    inputs = annotate(List[Tensor], [])
    for i in range(len(maps)):
      inputs.append(maps[i].to(self.type))
    x = self.normed(self.neck(torch.cat(inputs, 1), w), w, "neck")
    fine = torch.conv_transpose2d(x, self.kernel(w, "fine"), None, [2, 2])
    middle = torch.conv2d(x, self.kernel(w, "middle"), None, [1, 1], [1, 1])
    coarse = torch.conv2d(x, self.kernel(w, "coarse"), None, [2, 2], [1, 1])
    return [self.normed(fine, w, "fine"), self.normed(middle, w, "middle"), self.normed(coarse, w, "coarse")]
