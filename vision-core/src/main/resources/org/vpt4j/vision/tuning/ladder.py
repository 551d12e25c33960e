class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : List[int]
  eps : float

  def block(self, state: Tensor, w: Dict[str, Tensor], rung: str) -> Tensor:
    r = state.size(1)
    last = state.permute([0, 2, 3, 1])
    normed = torch.layer_norm(last, [r], w[rung + "norm.weight"], w[rung + "norm.bias"], self.eps)
    x = normed.permute([0, 3, 1, 2])
    x = torch.gelu(torch.conv2d(x, w[rung + "depth.weight"], w[rung + "depth.bias"], [1, 1], [1, 1], [1, 1], r))
    return state + torch.conv2d(x, w[rung + "point.weight"], w[rung + "point.bias"])

  # read: [B, D, h, w] of each of the layers; maps: [B, D, h, w] that the head asks for, and gets with what is added
  def forward(self, read: List[Tensor], maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
    state = read[0]
    for i in range(len(read)):
      rung = "layer.{}.".format(self.layers[i] - 1)
      down = torch.conv2d(read[i], w[rung + "down.weight"], w[rung + "down.bias"])
      if i == 0:
        state = down
      else:
        state = down + (state - down) * torch.sigmoid(w[rung + "gate"])
      state = self.block(state, w, rung)
    up = torch.conv2d(state, w["up.weight"], w["up.bias"])
    out = annotate(List[Tensor], [])
    for map in maps:
      out.append(map + up)
    return out
