# The gradient with respect to an MLP's hidden tokens, of the one with respect to the tokens that leave its layer: what a
# backward pass through a frozen second half computes, which needs nothing of the forward pass.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # gradient [B, T, D]; of the half its weight [D, M] and, where the layer has one, its scale [D] -> [B, T, M]
  def forward(self, gradient: Tensor, half: List[Tensor]) -> Tensor:
    if len(half) == 2:
      gradient = gradient * half[1].to(gradient.dtype)
    return torch.matmul(gradient, half[0].to(gradient.dtype))
