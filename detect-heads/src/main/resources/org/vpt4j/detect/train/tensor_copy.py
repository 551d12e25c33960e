class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self, source: List[Tensor], target: List[Tensor]) -> Tensor:
    for i in range(len(source)):
      target[i].copy_(source[i])
    return torch.zeros([1])
