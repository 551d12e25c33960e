class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  patch : int
  classes : int

  # maps: [B, D, h, w] each; weight: [C + 4, sum of D, 1, 1] -> class logits [B, h*w, C], boxes [B, h*w, 4]
  def forward(self, maps: List[Tensor], weight: Tensor) -> List[Tensor]:
    x = torch.conv2d(torch.cat(maps, 1), weight)
    stride = float(self.patch)
    rows = (torch.arange(x.size(2), dtype=6, device=x.device) + 0.5) * stride
    columns = (torch.arange(x.size(3), dtype=6, device=x.device) + 0.5) * stride
    grid_y = rows.unsqueeze(1).expand([-1, x.size(3)])
    grid_x = columns.unsqueeze(0).expand([x.size(2), -1])
    centre = torch.stack([grid_x, grid_y], 2).reshape([-1, 2])
    x = x.flatten(2).transpose(1, 2)
    distances = torch.exp(torch.clamp(x[:, :, self.classes:], -4.0, 4.0)) * stride
    boxes = torch.cat([centre - distances[:, :, :2], centre + distances[:, :, 2:]], 2)
    return [x[:, :, :self.classes] - 3.0, boxes]
