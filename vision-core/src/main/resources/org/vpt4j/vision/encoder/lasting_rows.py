# Copies a tensor into rows of a block that lasts.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # block [R, ...], row [1], x [b, ...] -> the b rows of the block, from the row on, that hold x now
  def forward(self, block: Tensor, row: Tensor, x: Tensor) -> Tensor:
    first = int(row[0])
    return block[first:first + x.size(0)].copy_(x)
