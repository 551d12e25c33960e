# Resamples the grid of a position embedding along both axes, so that gradients reach the embedding. The vectors before
# the grid's, the class token's if it has one, stay as they are.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  before : int

  # position [1, before+G*G, D], rows [h, G], columns [w, G] -> [1, before+h*w, D]
  def forward(self, position: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    grid = position[0, self.before:].unflatten(0, [rows.size(1), columns.size(1)])
    grid = torch.einsum("yg,gkd->ykd", [rows, grid])
    grid = torch.einsum("xk,ykd->yxd", [columns, grid])
    return torch.cat([position[:, :self.before], grid.flatten(0, 1).unsqueeze(0)], 1)
