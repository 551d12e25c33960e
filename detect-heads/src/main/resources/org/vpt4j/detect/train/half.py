# Values as 16-bit floats: 5 is PyTorch's own number of float16.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self, x: Tensor) -> Tensor:
    return x.to(5)
