# Cross entropy of every patch that is clearly inside one object or outside of all.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  classes : int

  # logits [B, C+G, h, w] of C classes and G texts for no object, label [B, h, w]: a class, C for no object, below 0 where it
  # is unclear -> the loss, the mean of the patches of objects and of the others, each with half of the weight
  def forward(self, logits: Tensor, label: Tensor) -> Tensor:
    c = self.classes
    chance = torch.log_softmax(logits, 1)
    nothing = torch.logsumexp(chance[:, c:], [1], True)
    chance = torch.cat([chance[:, :c], nothing], 1)
    own = -torch.gather(chance, 1, label.clamp(0).unsqueeze(1)).squeeze(1)
    inside = ((label >= 0) & (label < c)).to(6)
    outside = (label == c).to(6)
    of_objects = (own * inside).sum() / inside.sum().clamp(1.0)
    of_others = (own * outside).sum() / outside.sum().clamp(1.0)
    return torch.stack([of_objects + of_others, of_objects.detach(), of_others.detach()])
