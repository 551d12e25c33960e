# A plain vision transformer (Dosovitskiy et al. 2021) with visual prompts (Jia et al. 2022).
#
# B images, N = h*w patches, D width, P prompt tokens. Weights by their canonical names. The layers compute in
# the given type (PyTorch's number of it: 6 is float32, 15 is bfloat16); embedding, final norm and results are float32.
# Branches that a task has added are in a file of their own: "add" adds to the one tensor what those of a place give for
# the other.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  type : int
  heads : int
  eps : float
  patch : int
  registers : int
  layer_scale : bool
  quick_gelu : bool

  def weight(self, w: Dict[str, Tensor], name: str, like: Tensor) -> Tensor:
    return w[name].to(like.dtype)

  def norm(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.layer_norm(x, [x.size(-1)], self.weight(w, name + ".weight", x), self.weight(w, name + ".bias", x), self.eps)

  def linear(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    return torch.linear(x, self.weight(w, name + ".weight", x), self.weight(w, name + ".bias", x))

  # [B, T, k*D] -> k times [B, heads, T, D/heads]
  def split(self, x: Tensor, k: int) -> List[Tensor]:
    return torch.unbind(x.unflatten(2, [k, self.heads, -1]).permute([2, 0, 3, 1, 4]), 0)

  # [P, D], or [B, P, D] with prompts of its own for each image -> [1 or B, P, D]
  def batched(self, tokens: Tensor) -> Tensor:
    if tokens.dim() == 2:
      tokens = tokens.unsqueeze(0)
    return tokens

  # What a layer would compute for its prompt tokens is dropped before the next one: they only need to be looked at.
  # So they take part as keys and values, and have no query, no MLP and no residual.
  def attention(self, x: Tensor, prompt: Tensor, w: Dict[str, Tensor], layer: str) -> Tensor:
    b, d = x.size(0), x.size(2)
    weight = self.weight(w, layer + "qkv.weight", x)
    bias = self.weight(w, layer + "qkv.bias", x)
    h = self.norm(x, w, layer + "norm1")
    if prompt.size(1) == 0:
      q, k, v = self.split(torch.linear(h, weight, bias), 3)
    else:
      # Queries apart, so that the one copy that attention keeps of keys and values has the prompt's among them.
      p = torch.linear(self.norm(prompt.to(x.dtype), w, layer + "norm1"), weight[d:], bias[d:])
      kv = torch.cat([torch.linear(h, weight[d:], bias[d:]), p.expand([b, -1, -1])], 1)
      k, v = self.split(kv, 2)
      q = self.split(torch.linear(h, weight[:d], bias[:d]), 1)[0]
    # On a processor 16 bits win nothing here, and the gradient takes three times as long in them with two threads.
    if not x.is_cuda:
      q, k, v = q.to(6), k.to(6), v.to(6)
    a = torch.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2).to(x.dtype)
    return self.linear(a, w, layer + "proj")

  def gelu(self, x: Tensor) -> Tensor:
    if self.quick_gelu:
      x = x * torch.sigmoid(x * 1.702)
    else:
      x = torch.gelu(x)
    return x

  # [B, T, D] -> [B, T, M], what stands between the halves of the MLP
  def hidden(self, x: Tensor, w: Dict[str, Tensor], layer: str) -> Tensor:
    return self.gelu(self.linear(self.norm(x, w, layer + "norm2"), w, layer + "fc1"))

  def mlp(self, x: Tensor, w: Dict[str, Tensor], layer: str) -> Tensor:
    return self.linear(self.hidden(x, w, layer), w, layer + "fc2")

  def scaled(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    if self.layer_scale:
      x = x * self.weight(w, name, x)
    return x

  # [B, 3, H, W] -> [B, 1+R+P+N, D]: class token, registers, shallow prompt, patches
  def embed(self, pixels: Tensor, tokens: Tensor, position: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = torch.conv2d(pixels, w["patch.weight"], w["patch.bias"], [self.patch, self.patch])
    x = x.flatten(2).transpose(1, 2) + position[:, 1:]
    b = x.size(0)
    start = [(w["class_token"] + position[:, :1]).expand([b, -1, -1])]
    if self.registers > 0:
      start.append(w["register_tokens"].expand([b, -1, -1])) # they have no position
    start.append(self.batched(tokens).expand([b, -1, -1]))
    start.append(x)
    return torch.cat(start, 1)

  # A stretch of the encoder: x is what enters it, pixels [B, 3, H, W] before layer 1 and else tokens [B, 1+R+P+N, D].
  # The plan: h, w, the first and the last layer (from 1), whether the tokens that leave the stretch are asked for, whether
  # the layers' inputs are, whether it ends within the first layer, and then the chosen layers. Gives for every chosen
  # layer, in order, [B, D, h, w] behind the final norm, and then the tokens; or, where inputs are asked for, the patch
  # tokens [B, N, D] that come into every chosen layer; or, where it ends within a layer, the tokens and the hidden tokens
  # of its MLP.
  def forward(self, x: Tensor, tokens: Tensor, deep: List[Tensor], position: Tensor, plan: Tensor, w: Dict[str, Tensor]) -> List[Tensor]:
    height, width, first, last = int(plan[0]), int(plan[1]), int(plan[2]), int(plan[3])
    rest, entering, within = bool(plan[4]), bool(plan[5]), bool(plan[6])
    layers = annotate(List[int], [])
    for i in range(7, plan.size(0)):
      layers.append(int(plan[i]))
    if first == 1:
      x = self.embed(x, tokens, position, w)
    x = x.to(self.type)
    patches = x.size(1) - height * width
    found = annotate(Dict[int, Tensor], {})
    for i in range(first - 1, last):
      if entering and (i + 1) in layers:
        found[i + 1] = x[:, patches:].to(6) # 6 is float32
      layer = "layer.{}.".format(i)
      x = x + self.scaled(self.attention(x, self.batched(deep[i]), w, layer), w, layer + "scale1")
      x = __torch__.branches.add("behind_attention", x, x, w, i + 1, height, width)
      if within:
        return [x, self.hidden(x, w, layer)]
      y = x + self.scaled(self.mlp(x, w, layer), w, layer + "scale2")
      y = __torch__.branches.add("beside_mlp", y, x, w, i + 1, height, width)
      x = __torch__.branches.add("behind_mlp", y, y, w, i + 1, height, width)
      if not entering and (i + 1) in layers:
        features = self.norm(x[:, patches:].to(6), w, "norm")
        found[i + 1] = features.transpose(1, 2).unflatten(2, [height, width])
    out = annotate(List[Tensor], [])
    for chosen in layers:
      out.append(found[chosen])
    if rest:
      out.append(x)
    return out
