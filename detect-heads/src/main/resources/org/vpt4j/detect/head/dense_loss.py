class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  complete : bool
  box_gain : float

  def area(self, b: Tensor) -> Tensor:
    return (b[:, 2] - b[:, 0]).clamp(0.0) * (b[:, 3] - b[:, 1]).clamp(0.0)

  # 1 - overlap of pairs of boxes, [M, 4] and [M, 4] -> [M]; 1e-7 square pixels keep empty boxes finite
  def box_loss(self, a: Tensor, b: Tensor) -> Tensor:
    eps = 1e-07
    corner = torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])
    inside = corner[:, 0].clamp(0.0) * corner[:, 1].clamp(0.0)
    union = self.area(a) + self.area(b) - inside
    iou = inside / (union + eps)
    hull = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    if self.complete:
      # complete IoU (Zheng et al. 2020): distance of centres over the hull's diagonal, and the difference in aspect
      shift = (a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) * 0.5
      distance = (shift * shift).sum(1) / ((hull * hull).sum(1) + eps)
      size_a = a[:, 2:] - a[:, :2]
      size_b = b[:, 2:] - b[:, :2]
      turn = torch.atan(size_b[:, 0] / (size_b[:, 1] + eps)) - torch.atan(size_a[:, 0] / (size_a[:, 1] + eps))
      aspect = turn * turn * 0.4052847345693511
      weight = (aspect / (1.0 - iou + aspect + eps)).detach()
      return 1.0 - iou + distance + weight * aspect
    # generalised IoU (Rezatofighi et al. 2019): the part of the hull that belongs to neither box
    hull_area = hull[:, 0] * hull[:, 1]
    return 1.0 - iou + (hull_area - union) / (hull_area + eps)

  # logits [B, N, C], boxes [B, N, 4]; of every location: label [B, N], score [B, N] (0: background),
  # target box [B, N, 4], counted [B, N] (0: left out of the class loss) -> total, class part, box part
  def forward(self, logits: Tensor, boxes: Tensor, label: Tensor, score: Tensor, target: Tensor,
      counted: Tensor) -> List[Tensor]:
    total_score = score.sum().clamp(1.0)
    wanted = torch.zeros_like(logits).scatter_(2, label.unsqueeze(2), score.unsqueeze(2))
    entropy = torch.binary_cross_entropy_with_logits(logits, wanted, None, None, 0)
    classification = (entropy * counted.unsqueeze(2)).sum() / total_score
    positive = torch.nonzero(score.flatten()).squeeze(1)
    losses = self.box_loss(boxes.flatten(0, 1)[positive], target.flatten(0, 1)[positive])
    box = self.box_gain * (losses * score.flatten()[positive]).sum() / total_score
    return [classification + box, torch.stack([classification.detach(), box.detach()])]
