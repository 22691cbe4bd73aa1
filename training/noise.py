"""Bits per byte of a BLT and a token model on held-out text, clean and under the noises of the BLT paper's section 6.1.

    python noise.py --work DIR --blt ../models/blt-mini --tokens ../models/bpe-mini [--domains prose ...] [--limit 60000]
    python noise.py --work DIR --write FOLDER     # the same held-out texts as files, a folder a domain, for `blt eval`

Both score the same bytes with 511 to 1,022 bytes of context (--length 512: 255 to 511, as `blt eval` does). Bits are over the bytes of the text as it is after the noise. Also printed: bytes a
patch and a token, and millions of multiply-adds a byte in weight products, attention left out.
"""
import argparse, math, random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data
import evaluate
import export
import model as blt
import tokens

NOISES = {
    "clean": lambda text, rng: text,
    "antspeak": lambda text, rng: " ".join(text.upper()),
    "drop": lambda text, rng: "".join(c for c in text if rng.random() >= 0.1),
    "repeat": lambda text, rng: "".join(c * rng.randint(2, 4) if rng.random() < 0.2 else c for c in text),
    "randomcase": lambda text, rng: "".join(c.upper() if rng.random() < 0.5 else c.lower() for c in text),
    "uppercase": lambda text, rng: text.upper(),
}


def noisy(work, domain, limit, noise):
    """At most a third of the bytes come from one document. The dice fall alike in every run."""
    rng = random.Random(f"{domain}/{noise}/1")
    texts = (NOISES[noise](d.decode("utf-8", "ignore"), rng) for d in evaluate.held_out(work, domain, limit, max(1, limit // 3)))
    return [text for text in texts if text]


def stack(config):
    h = config["hidden_size"]
    return config["num_hidden_layers"] * (4 * h * h + 3 * h * config["intermediate_size"])


def blt_products(config):
    """Multiply-adds in weight products, of a byte (the entropy model counts: without it there are no patches) and of a patch."""
    p, e, g, d = (config[f"{part}_config"] for part in ("patcher", "encoder", "global", "decoder"))
    h, k, layers, latent = e["hidden_size"], config["cross_attn_k"], d["num_hidden_layers"], g["hidden_size"]
    byte = stack(p) + p["hidden_size"] * blt.VOCABULARY + stack(e) + 2 * h * h + layers * 2 * h * h + stack(d) + h * blt.VOCABULARY
    return byte, h * h * k + 2 * k * h * h + stack(g) + latent * h * k + layers * 2 * k * h * h


def token_rows(ids, sizes, longest, length):
    """A document's tokens in rows: each segment's tokens (half a length of bytes; a token counts where it begins) after those of as many bytes before it.
    Yields the tokens of a row and how many of them are context."""
    begins = np.cumsum(sizes) - sizes
    segment = length // 2
    for at in range(0, int(sizes.sum()), segment):
        first, last = np.searchsorted(begins, [at, at + segment])
        if last > first:
            early = max(int(np.searchsorted(begins, max(0, at - (length - segment - 1)))), int(last) - (longest - 1))
            early = min(early, int(first))
            yield ids[early:last], int(first) - early


@torch.no_grad()
def token_bits(config, module, documents, sizes, length):
    longest, nats = config["max_position_embeddings"], 0.0
    for document in documents:
        for row, context in token_rows(document, sizes[document], longest, length):
            targets = torch.from_numpy(row)
            logits = module(torch.cat((torch.tensor([tokens.BOS]), targets[:-1]))[None])[0, context:]
            nats += F.cross_entropy(logits.float(), targets[context:], reduction="sum").item()
    return nats / math.log(2)


def write(a):
    for domain in a.domains:
        folder = a.write / domain
        folder.mkdir(parents=True, exist_ok=True)
        for i, text in enumerate(noisy(a.work, domain, a.limit, "clean")):
            (folder / f"{i:03d}.txt").write_bytes(text.encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--blt", type=Path)
    parser.add_argument("--tokens", type=Path)
    parser.add_argument("--write", type=Path, help="writes the texts and measures nothing")
    parser.add_argument("--domains", nargs="*", default=list(data.MIXTURE))
    parser.add_argument("--noises", nargs="*", default=list(NOISES), choices=list(NOISES))
    parser.add_argument("--limit", type=int, default=60_000, help="bytes a domain, before the noise")
    parser.add_argument("--length", type=int, default=1024, help="ids a row, BOS included; half of them are counted")
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    if a.write:
        return write(a)
    if not a.blt or not a.tokens:
        parser.error("--blt and --tokens name the models, or --write a folder")
    from tokenizers import Tokenizer
    torch.set_num_threads(a.threads)
    config, entropy_model, model = export.load(a.blt)
    llama, module = tokens.load(a.tokens)
    tokenizer = Tokenizer.from_file(str(a.tokens / "tokenizer.json"))
    sizes = tokens.bytes_of_tokens(tokenizer)
    per_byte, per_patch = blt_products(config)
    per_token = stack(llama) + llama["hidden_size"] * llama["vocab_size"]
    print(f"{'domain':8s} {'noise':10s} {'bytes':>7s} {'entropy':>8s} {'BLT':>7s} {'tokens':>7s} {'patch':>6s} {'token':>6s} {'BLT M':>6s} {'tok M':>6s}")
    for domain in a.domains:
        for noise in a.noises:
            texts = noisy(a.work, domain, a.limit, noise)
            documents = [text.encode() for text in texts]
            count = sum(map(len, documents))
            entropy, bits, patch, _ = evaluate.measure(documents, config, entropy_model, model, a.length, a.length // 2, 4096)
            encoded = [np.array(tokenizer.encode(text, add_special_tokens=False).ids, np.int64) for text in texts]
            if sum(int(sizes[ids].sum()) for ids in encoded) != count:
                raise SystemExit("the tokens' bytes are not those of the text")
            token = count / sum(map(len, encoded))
            theirs = token_bits(llama, module, encoded, sizes, a.length) / count
            print(f"{domain:8s} {noise:10s} {count:7d} {entropy:8.4f} {bits:7.4f} {theirs:7.4f} {patch:6.3f} {token:6.3f} "
                  f"{(per_byte + per_patch / patch) / 1e6:6.3f} {per_token / token / 1e6:6.3f}", flush=True)


if __name__ == "__main__":
    main()
