"""The models of model.py and tokens.py, computed for training on a GPU. The parameters are theirs, the loss is theirs, but

- the patches of all rows of a batch lie one after another in a single sequence of a fixed size (`Layout`), instead of padded rows;
- attention is FlashAttention over rows of any length, with the window, where a device has it;
- what lies between two attentions is one function of tensors, which `torch.compile` makes a few kernels of;
- nothing is asked of the device: all sizes are known to the host before a step.

`attention="plain"` computes the same without FlashAttention, which is how a CPU trains and how tests hold all this to model.py.
Shapes in comments are model.py's, and R the room for patches, P of which are real.
"""
import torch
import torch.nn.functional as F

import model as blt

IGNORED = -100


# ---------------------------------------------------------------- runs of rows

class Spread(torch.autograd.Function):
    """Row i of x, lengths[i] times. `owner` is the row that each copy came from."""

    @staticmethod
    def forward(ctx, x, owner, lengths):
        ctx.save_for_backward(lengths)
        return x[owner]

    @staticmethod
    def backward(ctx, grad):
        return add_up(grad, *ctx.saved_tensors).to(grad.dtype), None, None


class Gather(torch.autograd.Function):
    """The sum of each run of lengths[i] rows, in float32."""

    @staticmethod
    def forward(ctx, x, owner, lengths):
        ctx.save_for_backward(owner)
        ctx.dtype = x.dtype
        return add_up(x, lengths)

    @staticmethod
    def backward(ctx, grad):
        owner, = ctx.saved_tensors
        return grad.to(ctx.dtype)[owner], None, None


class Largest(torch.autograd.Function):
    """The largest of each run, column by column. Where several are equally large, they share the gradient."""

    @staticmethod
    def forward(ctx, x, owner, lengths):
        found = largest(x, lengths)
        ctx.save_for_backward(x, found, owner, lengths)
        return found

    @staticmethod
    def backward(ctx, grad):
        x, found, owner, lengths = ctx.saved_tensors
        attained = x == found[owner]
        each = grad / add_up(attained, lengths).clamp_min(1).to(grad.dtype)
        return each[owner] * attained, None, None


class SmallTable(torch.autograd.Function):
    """Rows of a table so small that its gradient is sooner a matrix product than a sort."""

    @staticmethod
    def forward(ctx, table, ids):
        ctx.save_for_backward(ids)
        ctx.size = len(table)
        return F.embedding(ids, table)

    @staticmethod
    def backward(ctx, grad):
        ids, = ctx.saved_tensors
        chosen = F.one_hot(ids.reshape(-1).long(), ctx.size).to(grad.dtype)
        return chosen.T @ grad.reshape(-1, grad.shape[-1]), None


def add_up(x, lengths):
    return torch.segment_reduce(x.float().contiguous(), "sum", lengths=lengths, unsafe=True, initial=0.0)


def largest(x, lengths):
    found = torch.segment_reduce(x.contiguous(), "max", lengths=lengths, unsafe=True)
    return torch.where(lengths[:, None] > 0, found, 0)          # of nothing it would be minus infinity


# ---------------------------------------------------------------- where things lie

class Layout:
    """Where the patches of a batch lie: those of the first row, then those of the second, then nothing up to `room`.
    `counts` has the patches of each row, on the host; so P and the longest row are known without asking the device."""

    def __init__(self, starts, counts, room):
        rows, length = starts.shape[0], starts.shape[1] - 1
        device = starts.device
        self.real, self.longest, self.room = sum(counts), max(counts), room
        if self.real > room:
            raise ValueError(f"{self.real} patches in a room for {room}")
        ends = torch.tensor([0, *counts]).cumsum(0)
        if device.type == "cuda":
            ends = ends.pin_memory()
        ends = ends.to(device, non_blocking=True)
        number = starts.long().cumsum(1) - 1 + ends[:-1, None]
        self.of_byte = number[:, :-1].reshape(-1)                       # [N]
        self.seen = (number[:, 1:] - 1).reshape(-1)                     # [N] the last patch that is complete before the next byte
        one = torch.ones_like(self.of_byte)
        self.lengths = one.new_zeros(room).scatter_add_(0, self.of_byte, one)
        self.seen_lengths = one.new_zeros(room).scatter_add_(0, self.seen, one)
        place = torch.arange(room, device=device)
        row = torch.bucketize(place, ends[1:], right=True).clamp_max(rows - 1)
        self.position = (place - ends[row]).clamp_max(length)           # in its row; of the empty room anything
        self.padded = (row * self.longest + self.position)[:self.real]
        self.bounds, self.rows = ends.int(), rows


class PlainAttention:
    """As in model.py: rows of patches are padded."""
    name = "plain"

    def rows(self, q, k, v, window):
        """q, k, v [B, L, heads, d]"""
        return blt.attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), window).transpose(1, 2)

    def patches(self, q, k, v, layout):
        """q, k, v [R, heads, d]"""
        shape = (layout.rows * layout.longest, *q.shape[1:])
        padded = [x.new_zeros(shape).index_copy(0, layout.padded, x[:layout.real]).unflatten(0, (layout.rows, -1)).transpose(1, 2)
                  for x in (q, k, v)]
        found = blt.causal(*padded).transpose(1, 2).flatten(0, 1)[layout.padded]
        return F.pad(found, (0, 0, 0, 0, 0, layout.room - layout.real))


class FlashAttention:
    """PyTorch's FlashAttention over rows that lie one after another: half precision, CUDA."""
    name = "flash"

    def __init__(self):
        self.known = {}

    def ragged(self, q, k, v, bounds, longest, window):
        limits = {} if window is None or window >= longest else dict(window_size_left=window - 1, window_size_right=0)
        return torch.ops.aten._flash_attention_forward(q, k, v, bounds, bounds, longest, longest, 0.0, True, False, **limits)[0]

    def rows(self, q, k, v, window):
        rows, length = q.shape[:2]
        if (rows, length) not in self.known:
            self.known[rows, length] = torch.arange(0, (rows + 1) * length, length, dtype=torch.int32, device=q.device)
        return self.ragged(*(x.flatten(0, 1) for x in (q, k, v)), self.known[rows, length], length, window).view_as(q)

    def patches(self, q, k, v, layout):
        found = self.ragged(*(x[:layout.real] for x in (q, k, v)), layout.bounds, layout.longest, None)
        return F.pad(found, (0, 0, 0, 0, 0, layout.room - layout.real))


def attention_of(device, wanted="auto"):
    """FlashAttention where it is there and agrees with a float32 computation in values and gradients, within bfloat16's precision."""
    if device.type != "cuda" or wanted == "plain":
        return PlainAttention()
    torch.manual_seed(0)
    flash, plain = FlashAttention(), PlainAttention()
    q, k, v = (torch.randn(2, 640, 2, 64, device=device).bfloat16().requires_grad_() for _ in range(3))
    exact = [x.detach().float().requires_grad_() for x in (q, k, v)]
    weight = torch.randn(2, 640, 2, 64, device=device)
    try:
        for window in (256, None):
            mine, theirs = flash.rows(q, k, v, window), plain.rows(*exact, window)
            pairs = zip((mine, *torch.autograd.grad((mine.float() * weight).sum(), (q, k, v))),
                        (theirs, *torch.autograd.grad((theirs * weight).sum(), exact)))
            worst = max(((a.float() - b).norm() / b.norm()).item() for a, b in pairs)
            if not worst < 0.02:
                raise ValueError(f"it differs by {worst:.3f}")
        return flash
    except (RuntimeError, ValueError, AttributeError, TypeError) as problem:
        print(f"FlashAttention is not used: {problem}", flush=True)
        return plain


# ---------------------------------------------------------------- between two attentions

def normed(x, gain):
    wide = x.float()
    return gain * (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + blt.EPSILON)).to(x.dtype)


def to_attention(x, gain, q, k, v, cos, sin, heads: int):
    qkv = F.linear(normed(x, gain), torch.cat((q, k, v))).unflatten(-1, (3, heads, -1))
    return blt.rotate(qkv[..., 0, :, :], cos, sin), blt.rotate(qkv[..., 1, :, :], cos, sin), qkv[..., 2, :, :]


def from_attention(x, attended, o, gain, gate, up, down):
    x = x + F.linear(attended.flatten(-2), o)
    both = F.linear(normed(x, gain), torch.cat((gate, up)))
    return x + F.linear(F.silu(both[..., :len(gate)]) * both[..., len(gate):], down)


def pool_begin(top, x, projection, q_gain, q, k_gain, k, v, each: int):
    """The k vectors of each patch, their queries [R, k·h], and the bytes' keys and values [N, h] twice."""
    vectors = F.linear(top, projection).unflatten(-1, (each, -1))
    keys = F.linear(normed(x, k_gain), torch.cat((k, v)))
    return vectors, F.linear(normed(vectors, q_gain), q).flatten(1), keys[:, :len(k)], keys[:, len(k):]


def pool_score(query, key, each: int, heads: int):
    q, k = query.unflatten(-1, (each, heads, -1)), key.unflatten(-1, (1, heads, -1))
    return ((q * k).sum(-1).float() * q.shape[-1] ** -0.5).flatten(1)                                   # [N, k·heads]


def pool_weigh(score, top, value, each: int, heads: int):
    weight = (score - top).exp()
    spread = weight.to(value.dtype).unflatten(-1, (each, heads, 1)) * value.unflatten(-1, (1, heads, -1))
    return weight, spread.flatten(1)


def pool_end(vectors, mixed, total, o, each: int, heads: int):
    total = torch.where(total == 0, 1, total)                           # the empty room
    mixed = mixed.unflatten(-1, (each, heads, -1)) / total.unflatten(-1, (each, heads, 1))
    return (2 * vectors + F.linear(mixed.flatten(-2).to(vectors.dtype), o)).flatten(1)


def patch_keys(vectors, gain, k, v):
    """[R, k, h] -> [R, k·2·h]"""
    return F.linear(normed(vectors, gain), torch.cat((k, v))).flatten(1)


def look_at_patch(x, keys, gain, q, o, each: int, heads: int):
    """Every byte attends to the k vectors of one patch, keys [N, k·2·h]; the residual counts twice, as in the original."""
    keys = keys.unflatten(-1, (each, 2, heads, -1))
    query = F.linear(normed(x.flatten(0, 1), gain), q).unflatten(-1, (1, heads, -1))
    weight = ((query * keys[:, :, 0]).sum(-1).float() * query.shape[-1] ** -0.5).softmax(1).to(x.dtype)
    return 2 * x + F.linear((weight[..., None] * keys[:, :, 1]).sum(1).flatten(-2), o).view_as(x)


def logits_of(x, gain, head):
    """The head is given rows up to a multiple of eight, which matrix products want; they are cut off again."""
    return F.linear(normed(x, gain), F.pad(head, (0, 0, 0, -len(head) % 8)))[..., :len(head)]


def loss_of(x, gain, head, targets):
    """Mean cross entropy in nats."""
    return F.cross_entropy(logits_of(x, gain, head).flatten(0, 1).float(), targets.reshape(-1), ignore_index=IGNORED)


def entropy_of(x, gain, head):
    return blt.entropy(logits_of(x, gain, head))


PARTS = (to_attention, from_attention, pool_begin, pool_score, pool_weigh, pool_end, patch_keys, look_at_patch, loss_of, entropy_of)


class Parts:
    """The functions above, compiled or as they are."""

    def __init__(self, compiled):
        self.compiled = compiled
        for part in PARTS:
            setattr(self, part.__name__, torch.compile(part, dynamic=False) if compiled else part)


# ---------------------------------------------------------------- the models

def targets_of(ids):
    return F.pad(ids[:, 1:].long(), (0, 1), value=IGNORED)


class Packed:
    def __init__(self, module, parts, attention):
        self.module, self.parts, self.attention = module, parts, attention
        self.ropes = {}

    def rope(self, stage, length):
        if (stage, length) not in self.ropes:
            self.ropes[stage, length] = stage.rope(length, next(stage.parameters()).device)
        return self.ropes[stage, length]

    def layer(self, layer, x, rope, attend):
        own, mlp = layer.self_attn, layer.mlp
        q, k, v = self.parts.to_attention(x, layer.input_layernorm.weight, own.q_proj.weight, own.k_proj.weight, own.v_proj.weight,
                                          *rope, own.heads)
        return self.parts.from_attention(x, attend(q, k, v, layer.window), own.o_proj.weight, layer.post_attention_layernorm.weight,
                                         mlp.gate_proj.weight, mlp.up_proj.weight, mlp.down_proj.weight)

    def layers(self, stage, x):
        rope = self.rope(stage, x.shape[1])
        for layer in stage.layers:
            x = self.layer(layer, x, rope, self.attention.rows)
        return x


class PackedEntropy(Packed):
    def hidden(self, ids):
        return self.layers(self.module, SmallTable.apply(self.module.embed_tokens.weight, ids))

    def loss(self, ids):
        return self.parts.loss_of(self.hidden(ids), self.module.norm.weight, self.module.lm_head.weight, targets_of(ids))

    @torch.no_grad()
    def entropies(self, ids):
        return self.parts.entropy_of(self.hidden(ids), self.module.norm.weight, self.module.lm_head.weight)


class PackedTokens(Packed):
    """A Llama with tied embeddings (tokens.TokenModel)."""

    def loss(self, ids):
        table = self.module.embed_tokens.weight
        return self.parts.loss_of(self.layers(self.module, F.embedding(ids, table)), self.module.norm.weight, table, targets_of(ids))


class PackedBlt(Packed):
    def loss(self, ids, starts, counts, room):
        """ids [B, L], starts [B, L + 1] bool on the device; counts, the patches of each row, and the room for all on the host."""
        m, layout = self.module, Layout(starts, counts, room)
        hashed = F.embedding_bag(m.hashes(ids).flatten(0, 1), m.encoder_hash_tok_embedding.weight, mode="sum")
        x = SmallTable.apply(m.local_encoder.embed_tokens.weight, ids) + hashed.view(*ids.shape, -1)
        x = self.layers(m.local_encoder, x)
        latent = self.latent(self.pool(x.flatten(0, 1), layout), layout, ids.shape[1])
        x = self.decode(x, latent, layout)
        return self.parts.loss_of(x, m.local_decoder.norm.weight, m.lm_head.weight, targets_of(ids))

    def pool(self, x, layout):
        """[N, h] -> [R, k·h]: each patch's vectors look at its bytes."""
        encoder, run = self.module.local_encoder, (layout.of_byte, layout.lengths)
        cross, each = encoder.cross_attn_layers[0], encoder.k
        vectors, query, key, value = self.parts.pool_begin(
            Largest.apply(x, *run), x, encoder.patch_embedding_projection.weight, cross.q_norm.weight, cross.q_proj.weight,
            cross.k_norm.weight, cross.k_proj.weight, cross.v_proj.weight, each)
        score = self.parts.pool_score(Spread.apply(query, *run), key, each, cross.heads)
        top = largest(score.detach(), layout.lengths)[layout.of_byte]
        weight, spread = self.parts.pool_weigh(score, top, value, each, cross.heads)
        return self.parts.pool_end(vectors, Gather.apply(spread, *run), Gather.apply(weight, *run), cross.o_proj.weight, each, cross.heads)

    def latent(self, x, layout, length):
        stage = self.module.global_transformer
        rope = tuple(t[layout.position] for t in self.rope(stage, length + 1))
        for layer in stage.layers:
            x = self.layer(layer, x, rope, lambda q, k, v, window: self.attention.patches(q, k, v, layout))
        return x

    def decode(self, x, latent, layout):
        decoder = self.module.local_decoder
        vectors = decoder.patch_embedding_projection(latent).unflatten(-1, (decoder.k, -1))
        rope = self.rope(decoder, x.shape[1])
        for layer, cross in zip(decoder.layers, decoder.cross_attn_layers):
            keys = self.parts.patch_keys(vectors, cross.k_norm.weight, cross.k_proj.weight, cross.v_proj.weight)
            keys = Spread.apply(keys, layout.seen, layout.seen_lengths)
            x = self.parts.look_at_patch(x, keys, cross.q_norm.weight, cross.q_proj.weight, cross.o_proj.weight, decoder.k, cross.heads)
            x = self.layer(layer, x, rope, self.attention.rows)
        return x
