class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  groups : int
  convolutions : int
  patch : int
  type : int

  def tower(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    for i in range(self.convolutions):
      layer = name + ".{}".format(i)
      x = torch.conv2d(x.to(self.type), w[layer + ".weight"].to(self.type), None, [1, 1], [1, 1]).to(6)
      x = torch.silu(torch.group_norm(x, self.groups, w[layer + ".norm.weight"], w[layer + ".norm.bias"]))
    return torch.conv2d(x, w[name + ".out.weight"], w[name + ".out.bias"]).flatten(2).transpose(1, 2)

  # centres of a level's locations in input pixels, row by row: [h*w, 2]
  def centres(self, level: Tensor, stride: float) -> Tensor:
    y = (torch.arange(level.size(2), dtype=6, device=level.device) + 0.5) * stride
    x = (torch.arange(level.size(3), dtype=6, device=level.device) + 0.5) * stride
    grid_y = y.unsqueeze(1).expand([-1, level.size(3)])
    grid_x = x.unsqueeze(0).expand([level.size(2), -1])
    return torch.stack([grid_x, grid_y], 2).reshape([-1, 2])

  # levels: [B, C, h, w] each, finest first -> class logits [B, N, classes], boxes [B, N, 4] xyxy in input pixels
  def forward(self, levels: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
    logits = annotate(List[Tensor], [])
    boxes = annotate(List[Tensor], [])
    stride = float(self.patch) / 2.0
    for i in range(len(levels)):
      logits.append(self.tower(levels[i], w, "class"))
      raw = self.tower(levels[i], w, "box") * w["box.scale"][i]
      # distances left, top, right, bottom; the bounds keep exp finite far outside of any sensible box
      distances = torch.exp(torch.clamp(raw, -8.0, 6.0)) * stride
      centre = self.centres(levels[i], stride)
      boxes.append(torch.cat([centre - distances[:, :, :2], centre + distances[:, :, 2:]], 2))
      stride = stride * 2.0
    return [torch.cat(logits, 1), torch.cat(boxes, 1)]
