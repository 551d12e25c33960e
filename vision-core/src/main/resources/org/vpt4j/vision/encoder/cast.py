# Gives a tensor another type (PyTorch's own number of it: 6 is float32, 15 is bfloat16).
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  type : int

  def forward(self, x: Tensor) -> Tensor:
    return x.to(self.type)
