# Resamples the grid of a position embedding along both axes, so that gradients reach the embedding.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # position [1, 1+G*G, D], rows [h, G], columns [w, G] -> [1, 1+h*w, D]
  def forward(self, position: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    grid = position[0, 1:].unflatten(0, [rows.size(1), columns.size(1)])
    grid = torch.einsum("yg,gkd->ykd", [rows, grid])
    grid = torch.einsum("xk,ykd->yxd", [columns, grid])
    return torch.cat([position[:, :1], grid.flatten(0, 1).unsqueeze(0)], 1)
