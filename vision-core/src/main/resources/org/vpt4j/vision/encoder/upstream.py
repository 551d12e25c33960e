# One number whose gradient with respect to every result is the one that is given for it: what a backward pass in pieces
# begins each piece with.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self, results: List[Tensor], gradients: List[Tensor]) -> Tensor:
    total = torch.zeros([1])
    for i in range(len(results)):
      total = total.to(results[i].device) + (results[i].to(6) * gradients[i].to(6)).sum() # 6 is float32
    return total
