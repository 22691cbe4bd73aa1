"""The token model that a BLT is compared with: a byte-level BPE vocabulary and a small transformer in the Llama layout.

    python tokens.py vocabulary --work DIR [--to DIR/tokens]       # tokenizer.json, 4,096 tokens, from the training text
    python tokens.py pack       --work DIR [--rows N --length 512] # tokens.npy: the same documents as rows of tokens
    python tokens.py check      --model ../models/bpe-mini         # against transformers
"""
import argparse, json, shutil
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

import data
import model as blt

SIZE, BOS, EOS = 4096, 0, 1
NAMES = ("<|begin_of_text|>", "<|end_of_text|>")
# How text is cut before pairs are merged: Llama 3's published expression.
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


# ---------------------------------------------------------------- vocabulary

def sample(work, megabytes, piece=32768):
    """Text from every domain in proportion to its size, in pieces spread over all of its documents."""
    there = sum((work / "text" / f"{d}.train.bin").stat().st_size for d in data.MIXTURE)
    every = max(1.0, there / (megabytes * 1e6))
    for domain in data.MIXTURE:
        pieces = (d[i:i + piece] for d in data.load(work, domain, "train") for i in range(0, len(d), piece))
        due = 0.0
        for i, p in enumerate(pieces):
            if i >= due:
                due += every
                yield p.decode("utf-8", "ignore")


def vocabulary(work, to, megabytes):
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    cut = pre_tokenizers.Split(Regex(SPLIT), behavior="isolated")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([cut, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(sample(work, megabytes), trainers.BpeTrainer(
        vocab_size=SIZE, special_tokens=list(NAMES), initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{NAMES[BOS]} $A", special_tokens=[(NAMES[BOS], BOS)])
    to.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(to / "tokenizer.json"), pretty=False)
    (to / "tokenizer_config.json").write_text(json.dumps(dict(
        tokenizer_class="PreTrainedTokenizerFast", bos_token=NAMES[BOS], eos_token=NAMES[EOS],
        clean_up_tokenization_spaces=False), indent=2) + "\n")


def bytes_of_tokens(tokenizer):
    """How many bytes each token stands for: a byte-level vocabulary writes a byte as one character."""
    sizes = np.zeros(tokenizer.get_vocab_size(), np.int64)
    for token, i in tokenizer.get_vocab().items():
        sizes[i] = 0 if token in NAMES else len(token)
    return sizes


# ---------------------------------------------------------------- rows

def rows_of(documents, length, rng):
    """Documents of tokens, in random order, each between BOS and EOS, cut into rows that begin with BOS, as data.rows_of does bytes."""
    body = length - 1
    stream = np.concatenate([np.concatenate(([BOS], documents[i], [EOS])) for i in rng.permutation(len(documents))])
    rows = stream[:len(stream) // body * body].reshape(-1, body)
    return np.concatenate((np.full((len(rows), 1), BOS), rows), 1).astype(np.int16)


def pack(work, folder, rows, length, seed):
    from tokenizers import Tokenizer
    tokenizer, rng, chosen = Tokenizer.from_file(str(folder / "tokenizer.json")), np.random.default_rng(seed), []
    for domain, share in data.MIXTURE.items():
        texts = [d.decode("utf-8", "ignore") for d in data.load(work, domain, "train")]
        found = [np.array(e.ids, np.int64) for i in range(0, len(texts), 256)
                 for e in tokenizer.encode_batch(texts[i:i + 256], add_special_tokens=False)]
        all_rows = rows_of([f[f > EOS] for f in found], length, rng)
        wanted = min(round(rows * share), data.MAX_EPOCHS * len(all_rows))
        epochs = -(-wanted // max(1, len(all_rows)))
        chosen.append(all_rows[np.concatenate([np.arange(0)] + [rng.permutation(len(all_rows)) for _ in range(epochs)])[:wanted].astype(int)])
        print(f"{domain:8s} {wanted} rows of {length} tokens", flush=True)
    chosen = np.concatenate(chosen)
    np.save(work / "tokens.npy", chosen[rng.permutation(len(chosen))])


# ---------------------------------------------------------------- model

def configuration(width=256, layers=7, heads=4, inner=704, longest=512):
    return dict(architectures=["LlamaForCausalLM"], model_type="llama", vocab_size=SIZE, hidden_size=width, intermediate_size=inner,
                num_hidden_layers=layers, num_attention_heads=heads, num_key_value_heads=heads, head_dim=width // heads,
                hidden_act="silu", max_position_embeddings=longest, initializer_range=0.02, rms_norm_eps=blt.EPSILON, use_cache=True,
                pretraining_tp=1, tie_word_embeddings=True, attention_bias=False, attention_dropout=0.0, mlp_bias=False,
                rope_theta=10000.0, rope_parameters={"rope_theta": 10000.0, "rope_type": "default"}, rope_scaling=None,
                bos_token_id=BOS, eos_token_id=EOS, dtype="bfloat16", torch_dtype="bfloat16")


class TokenModel(blt.Transformer):
    """The table of tokens is the head too. In here adjacent pairs of a head are rotated, as in the BLT; in files, its two halves."""

    def __init__(self, config):
        super().__init__(config)
        self.config = config
        self.embed_tokens = nn.Embedding(config["vocab_size"], config["hidden_size"])
        self.norm = blt.Norm(config["hidden_size"])

    def forward(self, ids):
        x = self.embed_tokens(ids)
        rope = self.rope(ids.shape[1], ids.device)
        for layer in self.layers:
            x = layer(x, *rope)
        return F.linear(self.norm(x), self.embed_tokens.weight)


def initialise(module, seed):
    blt.initialise(module, seed)
    with torch.no_grad():
        module.embed_tokens.weight.mul_(0.5)


def reordered(name, weight, heads, towards_halves):
    """Queries' and keys' rows in the other order of rotation."""
    if not name.endswith(("q_proj.weight", "k_proj.weight")):
        return weight
    inner = (-1, 2) if towards_halves else (2, -1)
    return weight.unflatten(0, (heads, *inner)).transpose(1, 2).flatten(0, 2)


def write(folder, config, weights, vocabulary_folder):
    folder.mkdir(parents=True, exist_ok=True)
    heads = config["num_attention_heads"]
    save_file({f"model.{n}": reordered(n, w.detach(), heads, True).bfloat16().cpu().contiguous().clone() for n, w in sorted(weights.items())},
              folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if folder != vocabulary_folder:
            shutil.copyfile(vocabulary_folder / name, folder / name)


def load(folder):
    config = json.loads((folder / "config.json").read_text())
    module, heads = TokenModel(config), config["num_attention_heads"]
    module.load_state_dict({n.removeprefix("model."): reordered(n, w.float(), heads, False)
                            for n, w in load_file(folder / "model.safetensors").items()})
    return config, module.eval().requires_grad_(False)


def check(folder):
    import export
    from transformers import AutoTokenizer, LlamaForCausalLM
    config, mine = load(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    theirs = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    for text in (export.FIGURE, export.CHINESE, export.CODE, export.LONG):
        ids = tokenizer(text, return_tensors="pt").input_ids
        with torch.no_grad():
            difference = (mine(ids) - theirs(ids, use_cache=False).logits).abs().max().item()
        print(f"{ids.shape[1]} tokens for {len(text.encode())} bytes: logits differ by {difference:.2e}")
        if tokenizer.decode(ids[0, 1:]) != text or difference > 1e-3:
            raise SystemExit("the export is not what transformers reads")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", nargs="+", choices=["vocabulary", "pack", "check"])
    parser.add_argument("--work", type=Path, help="where data.py worked")
    parser.add_argument("--to", type=Path, help="the vocabulary's folder; WORK/tokens if not given")
    parser.add_argument("--megabytes", type=float, default=40, help="of text for the vocabulary")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--length", type=int, default=512, help="tokens a row, BOS included")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path)
    a = parser.parse_args()
    folder = a.to or (a.work and a.work / "tokens")
    for step in a.step:
        if step == "vocabulary":
            vocabulary(a.work, folder, a.megabytes)
        elif step == "pack":
            pack(a.work, folder, a.rows, a.length, a.seed)
        else:
            check(a.model)


if __name__ == "__main__":
    main()
