class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  eps : float
  layers : List[int]

  def twice(self, x: Tensor) -> Tensor:
    return x * 2.0

  def forward(self, x: Tensor, w: Dict[str, Tensor], more: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in self.layers:
      out.append(self.twice(x) * w["layer.{}.weight".format(i)] * float(self.heads) + self.eps)
    for m in more:
      out.append(m)
    return out
