class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self, average: List[Tensor], current: List[Tensor], decay: Tensor) -> Tensor:
    keep = float(decay)
    for i in range(len(average)):
      average[i].mul_(keep).add_(current[i].detach(), alpha=1.0 - keep)
    return decay
