# [B, T, D] -> [B, T, D]
def branch(x: Tensor, w: Dict[str, Tensor], name: str, height: int, width: int) -> Tensor:
  return x * w[name + "scale"].to(x.dtype)
