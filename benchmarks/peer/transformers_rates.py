#!/usr/bin/env python3
"""Times Hugging Face transformers' BLT on a checkpoint, so that `blt bench` on the same folder can be set against it.

    pip install torch transformers
    python benchmarks/peer/transformers_rates.py ~/models/bench-30m --threads 2
    ./blt bench --model ~/models/bench-30m --threads 2 --weights f32 --format json

Reads the same text as `blt bench`, computes in float32 (or --dtype), warms up once and prints medians as one line of JSON under the
names that `blt bench` uses. `--device cuda` runs it on a GPU (`gpu_rates.py` sets both side by side there). transformers has no cache for BLT: each byte that it writes costs it a forward pass over
all that came before, which is why a few bytes from a long context are enough (--write-long).
"""

import argparse
import json
import pathlib
import statistics
import time

import torch
from transformers import BltForCausalLM

TEXT = pathlib.Path(__file__).parents[2] / "cli/src/main/resources/blt4j/cli/bench/bench.txt"
BOS = 1
OFFSET = 4  # an id is a byte's value and four


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a folder with config.json and safetensors")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cpu", help="where torch computes: cpu, cuda, cuda:1, ...")
    parser.add_argument("--dtype", default="float32", help="what torch computes in: float32, bfloat16")
    parser.add_argument("--repeat", type=int, default=5, help="runs that a median is of")
    parser.add_argument("--write-short", type=int, default=8, help="bytes to write from 256 bytes")
    parser.add_argument("--write-long", type=int, default=1, help="bytes to write from 2048 bytes")
    parser.add_argument("--text", type=pathlib.Path, default=TEXT, help="what to read, as of `blt bench --text`")
    parser.add_argument("--only", default="forward,entropy,generate", help="which of these to time")
    return parser.parse_args()


def ids(text, count, device):
    """BOS and `count` bytes of a text."""
    return torch.tensor([[BOS] + [byte + OFFSET for byte in text.read_bytes()[:count]]], device=device)


def finish():
    """Waits for what a GPU was given to do; a CPU has done it already."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def median_seconds(run, repeat, warm_ups=1):
    for _ in range(warm_ups):
        run()
    finish()
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        finish()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def name(device):
    return torch.cuda.get_device_name(device) if device.startswith("cuda") else device


def write(model, context, count):
    return model.generate(
        context, max_new_tokens=count, min_new_tokens=count, do_sample=False, use_cache=False, pad_token_id=0)


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    began = time.perf_counter()
    model = BltForCausalLM.from_pretrained(options.model, dtype=getattr(torch, options.dtype)).eval().to(options.device)
    finish()
    rates = {"model": pathlib.Path(options.model).name, "device": name(options.device), "threads": options.threads,
             "dtype": options.dtype,
             "torch": torch.__version__,
             "load_s": round(time.perf_counter() - began, 3)}
    with torch.inference_mode():
        for count in (512, 2048):
            text = ids(options.text, count, options.device)
            if "forward" in options.only:
                seconds = median_seconds(lambda: model(text, use_cache=False), options.repeat)
                rates[f"forward_{count}_bytes_per_s"] = round(count / seconds, 1)
            if "entropy" in options.only:
                seconds = median_seconds(lambda: model.model.patcher(text), options.repeat)
                rates[f"entropy_{count}_bytes_per_s"] = round(count / seconds, 1)
        if "generate" in options.only:
            for context, count in ((256, options.write_short), (2048, options.write_long)):
                text = ids(options.text, context, options.device)
                seconds = median_seconds(lambda: write(model, text, count), options.repeat, warm_ups=0)
                rates[f"generate_from_{context}_bytes_per_s"] = round(count / seconds, 3)
    print(json.dumps(rates))


if __name__ == "__main__":
    main()
