# Gives a bfloat16, which comes as float16 of the same bits, another type (PyTorch's own number of it: 6 is float32).
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  type : int

  def forward(self, x: Tensor) -> Tensor:
    return torch.view_copy(x, dtype=15).to(self.type)
