#!/usr/bin/env python3
"""Says what it costs in bits a byte when the inputs of matrix products keep fewer bits, as tensor cores can have them.

    pip install torch transformers
    python benchmarks/peer/parts_cost.py models/blt-demo

Transformers computes on the CPU in float32, with the checkpoint's bfloat16 weights. Before each product the input is replaced
by the sum of its first bfloat16 parts: the nearest number, the nearest to what that leaves, and so on, which is what
`-Dblt4j.tensor.parts` (3, 2 or 1) has kernels multiply. Patches are those of the entropy model that computes alike.
"""

import argparse
import math
import pathlib

import torch
from transformers import BltForCausalLM

TEXT = pathlib.Path(__file__).parents[2] / "cli/src/main/resources/blt4j/cli/bench/bench.txt"
BOS = 1
OFFSET = 4  # an id is a byte's value and four


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a folder with config.json and safetensors")
    parser.add_argument("--text", type=pathlib.Path, default=TEXT)
    parser.add_argument("--length", type=int, default=1024, help="bytes of a piece")
    parser.add_argument("--pieces", type=int, default=4)
    options = parser.parse_args()
    model = BltForCausalLM.from_pretrained(options.model, dtype=torch.float32).eval()
    text = options.text.read_bytes()
    most = min(len(text), options.pieces * options.length)
    pieces = [text[i:i + options.length] for i in range(0, most, options.length)]
    print("| inputs | bits a byte | more than in float32 | largest difference of a logit |\n| --- | ---: | ---: | ---: |")
    plain = None
    for parts in (None, 3, 2, 1):
        hooks = [] if parts is None else [
            m.register_forward_pre_hook(lambda _, given, parts=parts: (kept(given[0], parts), *given[1:]))
            for m in model.modules() if isinstance(m, torch.nn.Linear)]
        bits, logits = measured(model, pieces)
        for hook in hooks:
            hook.remove()
        plain = plain or (bits, logits)
        off = max((a - b).abs().max().item() for a, b in zip(logits, plain[1]))
        name = "float32" if parts is None else f"{parts} part{'s' if parts > 1 else ''}"
        print(f"| {name} | {bits:.6f} | {bits - plain[0]:+.6f} | {off:.1e} |", flush=True)


def kept(x, parts):
    """The sum of a number's first parts."""
    total = torch.zeros_like(x)
    for _ in range(parts):
        total = total + (x - total).to(torch.bfloat16).to(x.dtype)
    return total


def measured(model, pieces):
    nats, count, all_logits = 0.0, 0, []
    with torch.no_grad():
        for piece in pieces:
            ids = torch.tensor([[BOS] + [byte + OFFSET for byte in piece]])
            logits = model(ids, use_cache=False).logits[0, :-1]
            nats += torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum").item()
            count += len(piece)
            all_logits.append(logits)
    return nats / count / math.log(2), all_logits


if __name__ == "__main__":
    main()
