"""The Byte Latent Transformer (arXiv 2412.09871), written for training: plain PyTorch, batched, ragged patches.

Parameter names are those of the Hugging Face layout, so a state dict is an export. Shapes in comments: B rows, L ids a row,
N = B·L, P patches of all rows together, h the local width, H the latent width, k queries a patch.
"""
import torch
import torch.nn.functional as F
from torch import nn

PRIMES = [1000000007, 5915587277, 1500450271, 3267000013, 5754853343, 4093082899,
          9576890767, 3628273133, 2860486313, 5463458053, 3367900313]
VOCABULARY = 260
EPSILON = 1e-5


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        f = x.float()
        return self.weight * (f * torch.rsqrt(f.pow(2).mean(-1, keepdim=True) + EPSILON)).to(x.dtype)


def rope_table(length, head_dim, theta, device):
    """cos and sin [length, head_dim / 2] for rotating adjacent pairs."""
    frequency = theta ** (-torch.arange(0, head_dim, 2, dtype=torch.float32, device=device) / head_dim)
    angle = torch.arange(length, dtype=torch.float32, device=device)[:, None] * frequency
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    """x [B, L, heads, d]"""
    pairs = x.float().unflatten(-1, (-1, 2))
    a, b = pairs[..., 0], pairs[..., 1]
    cos, sin = cos[:, None], sin[:, None]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2).to(x.dtype)


def causal(q, k, v, block=128):
    """Causal attention [B, heads, L, d]. On a CPU in blocks of queries, each against the keys up to its end: half the products, and
    in bfloat16 twice as fast as PyTorch's own there."""
    if q.device.type != "cpu":
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    q, rows = q * q.shape[-1] ** -0.5, []
    for first in range(0, q.shape[2], block):
        last = min(q.shape[2], first + block)
        scores = q[:, :, first:last] @ k[:, :, :last].transpose(-1, -2)
        later = torch.ones(last - first, last - first, dtype=torch.bool).triu(1)
        scores[..., first:].masked_fill_(later, float("-inf"))
        rows.append(scores.softmax(-1) @ v[:, :, :last])
    return torch.cat(rows, 2)


def attend(q, k, v, window):
    """Causal attention in which an id sees itself and the window - 1 ids before it (all of them if window is None).
    q, k, v [B, heads, L, d]. Rows longer than the window are cut into blocks that see themselves and the block before."""
    batch, heads, length, d = q.shape
    if window is None or length <= window:
        return causal(q, k, v)
    blocks = -(-length // window)
    pad = blocks * window - length
    q, k, v = (F.pad(x, (0, 0, 0, pad)).reshape(batch, heads, blocks, window, d).transpose(1, 2) for x in (q, k, v))

    def with_previous(x):
        return torch.cat((F.pad(x, (0, 0, 0, 0, 0, 0, 1, 0))[:, :-1], x), dim=3).flatten(0, 1)
    position = torch.arange(window, device=q.device)
    distance = position[:, None] + window - torch.arange(2 * window, device=q.device)
    mask = ((distance >= 0) & (distance < window)).expand(blocks, window, 2 * window).clone()
    mask[0, :, :window] = False
    mask = mask.repeat(batch, 1, 1)[:, None]
    out = F.scaled_dot_product_attention(q.flatten(0, 1), with_previous(k), with_previous(v), attn_mask=mask)
    return out.unflatten(0, (batch, blocks)).transpose(1, 2).reshape(batch, heads, blocks * window, d)[:, :, :length]


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.o_proj = (nn.Linear(width, width, bias=False) for _ in range(4))

    def project(self, x, cos, sin):
        qkv = F.linear(x, torch.cat((self.q_proj.weight, self.k_proj.weight, self.v_proj.weight)))
        q, k, v = qkv.unflatten(-1, (3, self.heads, -1)).unbind(-3)
        return tuple(t.transpose(1, 2) for t in (rotate(q, cos, sin), rotate(k, cos, sin), v))


class FeedForward(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.gate_proj = nn.Linear(width, inner, bias=False)
        self.up_proj = nn.Linear(width, inner, bias=False)
        self.down_proj = nn.Linear(inner, width, bias=False)

    def forward(self, x):
        gate, up = F.linear(x, torch.cat((self.gate_proj.weight, self.up_proj.weight))).chunk(2, -1)
        return self.down_proj(F.silu(gate) * up)


class Block(nn.Module):
    def __init__(self, c, window):
        super().__init__()
        width = c["hidden_size"]
        self.window = window
        self.input_layernorm, self.post_attention_layernorm = Norm(width), Norm(width)
        self.self_attn = SelfAttention(width, c["num_attention_heads"])
        self.mlp = FeedForward(width, c["intermediate_size"])

    def forward(self, x, cos, sin):
        q, k, v = self.before(x, cos, sin)
        return self.after(x, attend(q, k, v, self.window))

    def before(self, x, cos, sin):
        return self.self_attn.project(self.input_layernorm(x), cos, sin)

    def after(self, x, attended):
        x = x + self.self_attn.o_proj(attended.transpose(1, 2).flatten(-2))
        return x + self.mlp(self.post_attention_layernorm(x))


class CrossAttention(nn.Module):
    """Only the projections; who sees whom is the caller's matter, since it differs in encoder and decoder."""

    def __init__(self, c):
        super().__init__()
        width = c["hidden_size"]
        self.heads = c["num_attention_heads"]
        self.scale = (width // self.heads) ** -0.5
        self.q_norm, self.k_norm = Norm(width), Norm(width)
        self.q_proj, self.k_proj, self.v_proj, self.o_proj = (nn.Linear(width, width, bias=False) for _ in range(4))

    def queries(self, x):
        return self.q_proj(self.q_norm(x)).unflatten(-1, (self.heads, -1))

    def keys_values(self, x):
        kv = F.linear(self.k_norm(x), torch.cat((self.k_proj.weight, self.v_proj.weight)))
        return kv.unflatten(-1, (2, self.heads, -1)).unbind(-3)


class Transformer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.layers = nn.ModuleList(Block(c, c.get("sliding_window")) for _ in range(c["num_hidden_layers"]))

    def rope(self, length, device):
        c = self.c
        return rope_table(length, c["hidden_size"] // c["num_attention_heads"], c["rope_parameters"]["rope_theta"], device)


class EntropyModel(Transformer):
    def __init__(self, c):
        super().__init__(c)
        self.embed_tokens = nn.Embedding(VOCABULARY, c["hidden_size"])
        self.norm = Norm(c["hidden_size"])
        self.lm_head = nn.Linear(c["hidden_size"], VOCABULARY, bias=False)

    def forward(self, ids):
        x = self.embed_tokens(ids)
        cos, sin = self.rope(ids.shape[1], ids.device)
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.lm_head(self.norm(x))


def entropy(logits):
    """Entropy in nats of each row's distribution."""
    logp = F.log_softmax(logits.float(), -1)
    return -(logp.exp() * logp).sum(-1)


def patch_starts(entropies, threshold):
    """[B, L] entropies -> [B, L + 1] bool: does a patch begin here? The last column is the byte to come."""
    starts = F.pad(entropies > threshold, (1, 0))
    starts[:, :2] = True
    return starts


class Patches:
    """The patches of a batch, flat: row after row, patch after patch."""

    def __init__(self, starts):
        batch, length = starts.shape[0], starts.shape[1] - 1
        patch_of = starts.long().cumsum(1) - 1                      # [B, L + 1], counted in each row
        counts = patch_of[:, -2] + 1                                # patches that hold a byte
        self.width = int(counts.max())                              # patches a row when padded
        offset = counts.cumsum(0) - counts
        self.of_byte = (patch_of[:, :-1] + offset[:, None]).reshape(-1)             # [N] index among the P patches
        row = torch.arange(batch, device=starts.device)[:, None]
        padded = (patch_of[:, :-1] + row * self.width).reshape(-1)
        first = starts[:, :-1].reshape(-1)
        self.padded = padded[first]                                                 # [P] place in [B, width]
        self.seen = (patch_of[:, 1:] - 1 + row * self.width).reshape(-1)            # [N] place of the last complete patch
        position = first.nonzero().squeeze(1)
        self.lengths = torch.diff(position, append=torch.tensor([batch * length], device=starts.device))


def segment(x, patches, how):
    return torch.segment_reduce(x, how, lengths=patches.lengths, axis=0, unsafe=True)


class LocalEncoder(Transformer):
    def __init__(self, c):
        super().__init__(c)
        self.k = c["cross_attn_k"]
        self.embed_tokens = nn.Embedding(VOCABULARY, c["hidden_size"])
        self.patch_embedding_projection = nn.Linear(c["hidden_size"], c["hidden_size"] * self.k, bias=False)
        self.cross_attn_layers = nn.ModuleList([CrossAttention(c)])

    def forward(self, x, patches):
        """x [B, L, h] embeddings -> hidden [B, L, h], patch vectors [P, k·h]"""
        cos, sin = self.rope(x.shape[1], x.device)
        for layer in self.layers:
            x = layer(x, cos, sin)
        return x, self.pool(x.flatten(0, 1), patches)

    def pool(self, x, patches):
        cross = self.cross_attn_layers[0]
        pooled = self.patch_embedding_projection(segment(x, patches, "max")).unflatten(-1, (self.k, -1))   # [P, k, h]
        q = cross.queries(pooled)                                                                           # [P, k, heads, d]
        key, value = cross.keys_values(x)                                                                   # [N, heads, d]
        score = (q[patches.of_byte] * key[:, None]).sum(-1).float() * cross.scale                           # [N, k, heads]
        top = segment(score.detach(), patches, "max")
        weight = (score - top[patches.of_byte]).exp()
        total = segment(weight, patches, "sum")
        mixed = segment((weight.to(x.dtype)[..., None] * value[:, None]).flatten(1), patches, "sum")
        mixed = mixed.view(*total.shape, -1) / total[..., None].to(x.dtype)
        return (2 * pooled + cross.o_proj(mixed.flatten(-2))).flatten(1)      # the residual counts twice, as in the original


class LocalDecoder(Transformer):
    def __init__(self, c):
        super().__init__(c)
        self.k = c["cross_attn_k"]
        self.patch_embedding_projection = nn.Linear(c["hidden_size_global"], c["hidden_size"] * self.k, bias=False)
        self.norm = Norm(c["hidden_size"])
        self.cross_attn_layers = nn.ModuleList(CrossAttention(c) for _ in range(c["num_hidden_layers"]))

    def forward(self, x, latent, patches):
        """x [B, L, h] the encoder's hidden states, latent [B·width, H]"""
        cos, sin = self.rope(x.shape[1], x.device)
        vectors = self.patch_embedding_projection(latent).unflatten(-1, (self.k, -1))                      # [B·width, k, h]
        for layer, cross in zip(self.layers, self.cross_attn_layers):
            x = self.look(x, vectors, cross, patches)
            x = layer(x, cos, sin)
        return self.norm(x)

    def look(self, x, vectors, cross, patches):
        key, value = cross.keys_values(vectors)                                                            # [B·width, k, heads, d]
        both = torch.cat((key, value), 1)[patches.seen]                                                    # [N, 2k, heads, d]
        key, value = both.chunk(2, 1)
        q = cross.queries(x.flatten(0, 1))[:, None]
        weight = ((q * key).sum(-1).float() * cross.scale).softmax(1).to(x.dtype)                          # [N, k, heads]
        mixed = (weight[..., None] * value).sum(1).flatten(-2)
        return 2 * x + cross.o_proj(mixed).view_as(x)                          # the residual counts twice, as in the original


class Blt(nn.Module):
    """`model.` of the Hugging Face layout, and its head."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.groups = config["encoder_hash_byte_group_size"]
        self.functions = config["encoder_hash_byte_group_nb_functions"]
        self.buckets = config["encoder_hash_byte_group_vocab"]
        self.local_encoder = LocalEncoder(config["encoder_config"])
        self.global_transformer = Transformer(config["global_config"])
        self.local_decoder = LocalDecoder(config["decoder_config"])
        self.encoder_hash_tok_embedding = nn.Embedding(self.functions * len(self.groups) * self.buckets,
                                                       config["encoder_config"]["hidden_size"])
        self.lm_head = nn.Linear(config["decoder_config"]["hidden_size"], VOCABULARY, bias=False)

    def hashes(self, ids):
        """ids [B, L] -> table rows [B, L, functions·groups]"""
        rows, longest = [], max(self.groups)
        padded = F.pad(ids.long(), (longest - 1, 0))
        length = ids.shape[1]
        for f in range(self.functions):
            for g in self.groups:
                power, total = 1, torch.zeros_like(ids, dtype=torch.long)
                for j in range(g):
                    total += padded[:, longest - g + j:longest - g + j + length] * power
                    power = (power * PRIMES[f] + 2**63) % 2**64 - 2**63          # wraps as 64-bit arithmetic does
                rows.append(total % self.buckets + len(rows) * self.buckets)
        return torch.stack(rows, -1)

    def embed(self, ids):
        rows = self.hashes(ids)
        hashed = F.embedding_bag(rows.flatten(0, 1), self.encoder_hash_tok_embedding.weight, mode="sum").view(*ids.shape, -1)
        return self.local_encoder.embed_tokens(ids) + hashed

    def forward(self, ids, starts):
        """ids [B, L], starts [B, L + 1] bool -> logits [B, L, 260]"""
        return self.lm_head(self.hidden(ids, starts))

    def hidden(self, ids, starts):
        patches = Patches(starts)
        hidden, vectors = self.local_encoder(self.embed(ids), patches)
        batch, latent = ids.shape[0], self.global_transformer
        x = vectors.new_zeros(batch * patches.width, vectors.shape[-1]).index_copy(0, patches.padded, vectors)
        x = x.view(batch, patches.width, -1)
        cos, sin = latent.rope(patches.width, x.device)
        for layer in latent.layers:
            x = layer(x, cos, sin)
        return self.local_decoder(hidden, x.flatten(0, 1), patches)


@torch.no_grad()
def initialise(module: nn.Module, seed: int):
    """Truncated normal, width^-0.5; what is added to the residual stream is scaled down by its depth."""
    generator = torch.Generator().manual_seed(seed)
    for name, p in module.named_parameters():
        if p.dim() < 2:
            continue
        std = p.shape[1] ** -0.5
        if "hash_tok_embedding" in name:
            std *= 0.1
        elif "lm_head" in name:
            std *= 0.2
        elif name.endswith(("o_proj.weight", "down_proj.weight")):
            std *= 0.3
        nn.init.trunc_normal_(p, std=std, a=-3 * std, b=3 * std, generator=generator)


def local(width, layers, heads, **more):
    return dict(hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads, num_key_value_heads=heads,
                head_dim=width // heads, intermediate_size=-(-width * 8 // 3 // 32) * 32, hidden_act="silu", dropout=0.0,
                rms_norm_eps=EPSILON, vocab_size=VOCABULARY, initializer_range=0.02, tie_word_embeddings=False,
                max_position_embeddings=24576, **more)


def configuration(patcher, encoder, latent, decoder, buckets, k=2, window=512, groups=(3, 4, 5, 6, 7, 8)):
    """The config.json of a model from (width, layers, heads) of its four stages."""
    def theta(x):
        return {"rope_parameters": {"rope_theta": x, "rope_type": "default"}}
    if encoder[0] != decoder[0] or encoder[0] * k != latent[0]:
        raise ValueError("the latent width must be k times the local width")
    encoder_config = local(*encoder, sliding_window=window, cross_attn_k=k, cross_attn_all_layers=False,
                           hidden_size_global=latent[0], model_type="blt_local_encoder", **theta(500000.0))
    decoder_config = local(*decoder, sliding_window=window, cross_attn_k=k, cross_attn_all_layers=True,
                           hidden_size_global=latent[0], model_type="blt_local_decoder", **theta(500000.0))
    global_config = local(*latent, encoder_cross_output_size=None, model_type="blt_global_transformer", **theta(500000.0))
    patcher_config = local(*patcher, sliding_window=window, model_type="blt_patcher", **theta(10000.0))
    del global_config["vocab_size"]
    return dict(architectures=["BltForCausalLM"], model_type="blt", vocab_size=VOCABULARY, dtype="bfloat16",
                bos_token_id=1, eos_token_id=2, pad_token_id=None, tie_word_embeddings=False, use_cache=True,
                initializer_range=0.02, max_position_embeddings=24576, cross_attn_k=k, patch_in_forward=True, patch_size=4,
                patching_mode="entropy", patching_threshold=1.0, patching_batch_size=1, max_patch_length=None,
                encoder_hash_byte_group_size=list(groups), encoder_hash_byte_group_nb_functions=1,
                encoder_hash_byte_group_vocab=buckets, **theta(500000.0), patcher_config=patcher_config,
                encoder_config=encoder_config, global_config=global_config, decoder_config=decoder_config)


# (width, layers, heads) of the entropy model, encoder, latent transformer and decoder
PRESETS = {
    "tiny": configuration((32, 2, 2), (32, 1, 2), (64, 2, 2), (32, 2, 2), 509, window=24),
    "mini": configuration((128, 5, 4), (96, 1, 3), (192, 4, 6), (96, 2, 3), 2003),
    "demo": configuration((128, 5, 4), (192, 1, 3), (384, 8, 6), (192, 3, 3), 4507),
}
