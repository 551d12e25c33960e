# [B, T, D] -> [B, T, D], zeros for all that are no patches; in float32 whatever the tokens are, for it is small
def branch(x: Tensor, w: Dict[str, Tensor], name: str, height: int, width: int) -> Tensor:
  others = x.size(1) - height * width
  patches = x[:, others:].to(6) # 6 is float32
  normed = torch.layer_norm(patches, [x.size(2)], None, None, 1.0e-05)
  both = normed * w[name + "norm"] + patches * w[name + "plain"]
  m = torch.linear(both, w[name + "down.weight"], w[name + "down.bias"]).transpose(1, 2).unflatten(2, [height, width])
  r = m.size(1)
  sum = torch.conv2d(m, w[name + "conv3.weight"], w[name + "conv3.bias"], [1, 1], [1, 1], [1, 1], r)
  sum = sum + torch.conv2d(m, w[name + "conv5.weight"], w[name + "conv5.bias"], [1, 1], [2, 2], [1, 1], r)
  sum = sum + torch.conv2d(m, w[name + "conv7.weight"], w[name + "conv7.bias"], [1, 1], [3, 3], [1, 1], r)
  m = sum / 3.0 + m
  m = torch.gelu(torch.conv2d(m, w[name + "mix.weight"], w[name + "mix.bias"]) + m)
  up = torch.linear(m.flatten(2).transpose(1, 2), w[name + "up.weight"], w[name + "up.bias"])
  return torch.constant_pad_nd(up, [0, 0, others, 0]).to(x.dtype)
