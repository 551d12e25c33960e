# A plain vision transformer (Dosovitskiy et al. 2021) with visual prompts (Jia et al. 2022).
#
# B images, N = h*w patches, D width, C = 1 if there is a class token, R registers, P prompt tokens. Weights by their
# canonical names. The layers compute in the given type (PyTorch's number of it: 6 is float32, 15 is bfloat16); embedding,
# final norm and results are float32. A task's branches are in a file of their own: its function "add" adds the results
# of those of one place to a tensor.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  type : int
  heads : int
  eps : float
  patch : int
  patch_bias : bool
  class_token : bool
  registers : int
  position : bool
  rotary : bool
  positions_before_patches : int
  register_positions : bool
  pre_norm : bool
  qkv_bias : bool
  layer_scale : bool
  final_norm : bool
  gated : bool
  silu : bool
  quick_gelu : bool
  tanh_gelu : bool

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

  # Rows of the projection to queries, keys and values [3D], from one on.
  def project(self, x: Tensor, weight: Tensor, bias: Optional[Tensor], first: int, end: int) -> Tensor:
    if bias is None:
      return torch.linear(x, weight[first:end], None)
    return torch.linear(x, weight[first:end], bias[first:end])

  # Rotates the queries or keys of the patches, which are the last tokens: [B, heads, T, D/heads]; rotation [2, N, D/heads]
  def rotated(self, x: Tensor, rotation: Tensor) -> Tensor:
    first = x.size(2) - rotation.size(1)
    p = x[:, :, first:].to(rotation.dtype)
    a, b = torch.chunk(p, 2, -1)
    p = p * rotation[0] + torch.cat([-b, a], -1) * rotation[1]
    return torch.cat([x[:, :, :first], p.to(x.dtype)], 2)

  # The results of a layer for its own prompt tokens are dropped before the next layer. So they take part as keys and
  # values only: they have no query, no MLP and no residual.
  def attention(self, x: Tensor, prompt: Tensor, position: Tensor, w: Dict[str, Tensor], layer: str, inference: bool) -> Tensor:
    b, d = x.size(0), x.size(2)
    weight = self.weight(w, layer + "qkv.weight", x)
    bias = annotate(Optional[Tensor], None)
    if self.qkv_bias:
      bias = self.weight(w, layer + "qkv.bias", x)
    h = self.norm(x, w, layer + "norm1")
    if prompt.size(1) == 0:
      q, k, v = self.split(torch.linear(h, weight, bias), 3)
    else:
      # Queries apart, so that the one copy that attention keeps of keys and values has the prompt's among them.
      p = self.project(self.norm(prompt.to(x.dtype), w, layer + "norm1"), weight, bias, d, 3 * d)
      kv = torch.cat([self.project(h, weight, bias, d, 3 * d), p.expand([b, -1, -1])], 1)
      k, v = self.split(kv, 2)
      q = self.split(self.project(h, weight, bias, 0, d), 1)[0]
    if self.rotary:
      tokens = x.size(1)
      q = self.rotated(q, position)
      if prompt.size(1) == 0:
        k = self.rotated(k, position)
      else: # the prompt's keys follow, and have no position
        k = torch.cat([self.rotated(k[:, :, :tokens], position), k[:, :, tokens:]], 2)
    # On a processor attention is faster in 16 bits, but its gradient takes three times as long, with two threads.
    if not (x.is_cuda or inference):
      q, k, v = q.to(6), k.to(6), v.to(6)
    a = torch.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2).to(x.dtype)
    return self.linear(a, w, layer + "proj")

  def activation(self, x: Tensor) -> Tensor:
    if self.silu:
      x = torch.silu(x)
    elif self.quick_gelu:
      x = x * torch.sigmoid(x * 1.702)
    elif self.tanh_gelu:
      x = x * 0.5 * (torch.tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1) # sqrt(2/pi)
    else:
      x = torch.gelu(x)
    return x

  # [B, T, D] -> [B, T, M], the hidden tokens of the MLP
  def hidden(self, x: Tensor, w: Dict[str, Tensor], layer: str) -> Tensor:
    x = self.linear(self.norm(x, w, layer + "norm2"), w, layer + "fc1")
    if self.gated:
      a, b = torch.chunk(x, 2, -1)
      x = self.activation(a) * b
    else:
      x = self.activation(x)
    return x

  def mlp(self, x: Tensor, w: Dict[str, Tensor], layer: str) -> Tensor:
    return self.linear(self.hidden(x, w, layer), w, layer + "fc2")

  def scaled(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
    if self.layer_scale:
      x = x * self.weight(w, name, x)
    return x

  def patches(self, pixels: Tensor, w: Dict[str, Tensor]) -> Tensor:
    if self.patch_bias:
      x = torch.conv2d(pixels, w["patch.weight"], w["patch.bias"], [self.patch, self.patch])
    else:
      x = torch.conv2d(pixels, w["patch.weight"], None, [self.patch, self.patch])
    return x.flatten(2).transpose(1, 2)

  # What a published token is before the first layer.
  def published(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    if self.pre_norm:
      x = self.norm(x, w, "pre_norm")
    return x

  # [B, 3, H, W] -> [B, C+R+P+N, D]: class token, registers, shallow prompt, patches
  def embed(self, pixels: Tensor, tokens: Tensor, position: Tensor, w: Dict[str, Tensor]) -> Tensor:
    before = self.positions_before_patches
    x = self.patches(pixels, w)
    if self.position:
      x = x + position[:, before:]
    b = x.size(0)
    start = annotate(List[Tensor], [])
    if self.class_token:
      c = w["class_token"]
      if before > 0:
        c = c + position[:, :1]
      start.append(self.published(c, w).expand([b, -1, -1]))
    if self.registers > 0:
      r = w["register_tokens"]
      if self.register_positions:
        r = r + position[:, before - self.registers:before]
      start.append(self.published(r, w).expand([b, -1, -1]))
    start.append(self.batched(tokens).expand([b, -1, -1]))
    start.append(self.published(x, w))
    return torch.cat(start, 1)

  # A stretch of the encoder: x is what enters it, pixels [B, 3, H, W] before layer 1 and else tokens [B, C+R+P+N, D].
  # The plan: h, w, the first and the last layer (from 1), whether the tokens that leave the stretch are asked for, whether
  # the layers' inputs are, whether it ends within the first layer, whether this is inference, and then the chosen layers.
  # Gives for every chosen layer, in order, [B, D, h, w] after the final norm, and then the tokens; or, where inputs are
  # asked for, the patch tokens [B, N, D] that enter every chosen layer; or, where it ends within a layer, the tokens and
  # the hidden tokens of its MLP. The position is [1, C+R+N, D] at most, what is added to the tokens, or with rotary
  # positions [2, N, D/heads], the cosines and sines of the patches' angles.
  def forward(self, x: Tensor, tokens: Tensor, deep: List[Tensor], position: Tensor, plan: Tensor, w: Dict[str, Tensor]) -> List[Tensor]:
    height, width, first, last = int(plan[0]), int(plan[1]), int(plan[2]), int(plan[3])
    rest, entering, within, inference = bool(plan[4]), bool(plan[5]), bool(plan[6]), bool(plan[7])
    layers = annotate(List[int], [])
    for i in range(8, plan.size(0)):
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
      x = x + self.scaled(self.attention(x, self.batched(deep[i]), position, w, layer, inference), w, layer + "scale1")
      x = __torch__.branches.add("after_attention", x, x, w, i + 1, height, width)
      if within:
        return [x, self.hidden(x, w, layer)]
      y = x + self.scaled(self.mlp(x, w, layer), w, layer + "scale2")
      y = __torch__.branches.add("parallel_to_mlp", y, x, w, i + 1, height, width)
      x = __torch__.branches.add("after_mlp", y, y, w, i + 1, height, width)
      if not entering and (i + 1) in layers:
        features = x[:, patches:].to(6)
        if self.final_norm:
          features = self.norm(features, w, "norm")
        found[i + 1] = features.transpose(1, 2).unflatten(2, [height, width])
    out = annotate(List[Tensor], [])
    for chosen in layers:
      out.append(found[chosen])
    if rest:
      out.append(x)
    return out
