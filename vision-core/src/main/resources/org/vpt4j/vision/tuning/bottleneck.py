# [B, T, D] -> [B, T, D], each token for itself
def branch(x: Tensor, w: Dict[str, Tensor], name: str, height: int, width: int) -> Tensor:
  down = torch.linear(x, w[name + "down.weight"].to(x.dtype), w[name + "down.bias"].to(x.dtype))
  return torch.linear(torch.relu(down), w[name + "up.weight"].to(x.dtype), w[name + "up.bias"].to(x.dtype))
