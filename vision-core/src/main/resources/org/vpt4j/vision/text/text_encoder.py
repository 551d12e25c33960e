# The text encoder of CLIP (Radford et al. 2021) and SigLIP (Zhai et al. 2023): a pre-norm transformer over the tokens of a
# text, of which one token's output is projected.
#
# B texts of T tokens, W width, E joint size. Weights by their canonical names, float32.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  depth : int
  heads : int
  eps : float
  causal : bool
  quick_gelu : bool
  tanh_gelu : bool
  projection_bias : bool

  def norm(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.layer_norm(x, [x.size(-1)], w[name + ".weight"], w[name + ".bias"], self.eps)

  def linear(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.linear(x, w[name + ".weight"], w[name + ".bias"])

  def attention(self, x: Tensor, w: Dict[str, Tensor], layer: str) -> Tensor:
    qkv = self.linear(self.norm(x, w, layer + "norm1"), w, layer + "qkv")
    q, k, v = torch.unbind(qkv.unflatten(2, [3, self.heads, -1]).permute([2, 0, 3, 1, 4]), 0)
    a = torch.scaled_dot_product_attention(q, k, v, None, 0.0, self.causal)
    return self.linear(a.transpose(1, 2).flatten(2), w, layer + "proj")

  def activation(self, x: Tensor) -> Tensor:
    if self.quick_gelu:
      x = x * torch.sigmoid(x * 1.702)
    elif self.tanh_gelu:
      x = x * 0.5 * (torch.tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1) # sqrt(2/pi)
    else:
      x = torch.gelu(x)
    return x

  # Token vectors, known [K, W] and learned [.., W], whose rows the ids [B, T] count on from one to the other, and the
  # position of the token that stands for each text [B] -> [B, E], of unit length
  def forward(self, known: Tensor, learned: Tensor, ids: Tensor, ends: Tensor, w: Dict[str, Tensor]) -> Tensor:
    table = torch.cat([known, learned.reshape([-1, known.size(1)])], 0)
    x = torch.embedding(table, ids) + w["position"][:ids.size(1)]
    for i in range(self.depth):
      layer = "layer.{}.".format(i)
      x = x + self.attention(x, w, layer)
      x = x + self.linear(self.activation(self.linear(self.norm(x, w, layer + "norm2"), w, layer + "fc1")), w, layer + "fc2")
    x = self.norm(x, w, "norm")
    last = torch.gather(x, 1, ends.view([-1, 1, 1]).expand([-1, 1, x.size(2)])).squeeze(1)
    if self.projection_bias:
      y = torch.linear(last, w["projection.weight"], w["projection.bias"])
    else:
      y = torch.linear(last, w["projection.weight"], None)
    return y / torch.sqrt((y * y).sum(-1, True)).clamp(1e-12)
