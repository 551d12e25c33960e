class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  beta1 : float
  beta2 : float
  epsilon : float
  momentum : float
  type : int

  # [R, C] with its singular values brought to about 1: five steps of a Newton-Schulz iteration of fifth order
  def orthogonal(self, m: Tensor) -> Tensor:
    x = (m / m.norm().clamp(1e-07)).to(self.type)
    tall = x.size(0) > x.size(1)
    if tall:
      x = x.t()
    for i in range(5):
      square = torch.mm(x, x.t())
      x = x * 3.4445 + torch.mm(square * -4.775 + torch.mm(square, square) * 2.0315, x)
    if tall:
      x = x.t()
    return x.to(6)

  def muon(self, p: Tensor, g: Tensor, m: Tensor, rate: float):
    m.mul_(self.momentum).add_(g, alpha=1.0 - self.momentum)
    ahead = (g * (1.0 - self.momentum) + m * self.momentum).flatten(1)
    side = float(max(ahead.size(0), ahead.size(1)))
    p.add_(self.orthogonal(ahead).reshape(p.size()), alpha=-rate * 0.2 * side ** 0.5)

  def adam(self, p: Tensor, g: Tensor, m: Tensor, v: Tensor, rate: float, step: float):
    m.mul_(self.beta1).add_(g, alpha=1.0 - self.beta1)
    v.mul_(self.beta2).addcmul_(g, g, value=1.0 - self.beta2)
    unbias1 = 1.0 - self.beta1 ** step
    unbias2 = 1.0 - self.beta2 ** step
    p.addcdiv_(m, torch.sqrt(v / unbias2).add_(self.epsilon), value=-rate / unbias1)

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
    for i in range(len(parameters)):
      p, g = parameters[i], parameters[i].grad
      rate = float(rates[i])
      g.mul_(scale)
      p.mul_(1.0 - rate * float(decays[i]))
      if second[i].dim() == 0: # no second moment
        self.muon(p, g, first[i], rate)
      else:
        self.adam(p, g, first[i], second[i], rate, step)
      g.zero_()
    return torch.tensor([norm])
