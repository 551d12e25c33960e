class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  beta1 : float
  beta2 : float
  epsilon : float

  def forward(self, parameters: List[Tensor], first: List[Tensor], second: List[Tensor],
              rates: Tensor, decays: Tensor, schedule: Tensor) -> Tensor:
    # schedule: number of this step from 1, largest norm of the gradient (0: no limit), batches that were added up
    step = float(schedule[0])
    limit = float(schedule[1])
    share = 1.0 / float(schedule[2])
    squares = torch.zeros([1], dtype=7)
    for p in parameters:
      squares = squares + p.grad.square().sum().to(7).cpu()
    norm = float(torch.sqrt(squares)) * share
    scale = share
    if limit > 0.0 and norm > limit:
      scale = share * limit / norm
    unbias1 = 1.0 - self.beta1 ** step
    unbias2 = 1.0 - self.beta2 ** step
    for i in range(len(parameters)):
      p, m, v, g = parameters[i], first[i], second[i], parameters[i].grad
      rate = float(rates[i])
      g.mul_(scale)
      m.mul_(self.beta1).add_(g, alpha=1.0 - self.beta1)
      v.mul_(self.beta2).addcmul_(g, g, value=1.0 - self.beta2)
      p.mul_(1.0 - rate * float(decays[i]))
      p.addcdiv_(m, torch.sqrt(v / unbias2).add_(self.epsilon), value=-rate / unbias1)
      g.zero_()
    return torch.tensor([norm])
