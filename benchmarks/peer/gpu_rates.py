#!/usr/bin/env python3
"""Verifies blt4j on a GPU and sets its rates beside transformers' on the same GPU, as a table in Markdown.

    pip install torch transformers
    ./blt devices                                    # lists what a backend is called here
    python benchmarks/peer/gpu_rates.py ~/models/bench-200m --backend tornado:opencl
    python benchmarks/peer/gpu_rates.py ~/models/bench-200m --backend tornado:cuda     # with that SDK: TORNADOVM_HOME

First the reference models are verified on the backend; where one fails, nothing is measured. Then `blt bench` and
transformers_rates.py run one after the other. The limit is what the GPU's memory or arithmetic would allow, as `blt
bench` measures them: the bytes of weights, keys and values for a byte over the bandwidth. To try this where there is no
GPU: --backend tornado --device cpu.
"""

import argparse
import json
import pathlib
import subprocess
import sys

HOME = pathlib.Path(__file__).parents[2]
REFERENCE = HOME / "engine/src/test/resources/reference"
MARKS = {"generate_from_256": (10, 0.25)}  # times transformers' rate, and part of the limit


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a folder with config.json and safetensors")
    parser.add_argument("--backend", default="tornado", help="as `blt devices` lists it")
    parser.add_argument("--device", default="cuda", help="where torch computes")
    parser.add_argument("--weights", default="f32", help="as for `blt bench`; transformers computes in float32")
    parser.add_argument("--repeat", default="5", help="runs that a median is of")
    parser.add_argument("--tolerance", default="1e-3", help="the largest difference that `blt verify` passes")
    return parser.parse_args()


def blt(*words):
    print("$ ./blt " + " ".join(words), file=sys.stderr, flush=True)
    return subprocess.run([HOME / "blt", *words], stdout=subprocess.PIPE, text=True)


def verify(options):
    for model in sorted(cases.parent for cases in REFERENCE.glob("*/expected.safetensors")):
        ended = blt("verify", "--backend", options.backend, "--tolerance", options.tolerance, str(model))
        print(ended.stdout, file=sys.stderr)
        if ended.returncode != 0:
            sys.exit(f"{model.name} was not verified on {options.backend}; nothing is measured")


def ours(options):
    ended = blt("bench", "--model", options.model, "--backend", options.backend, "--weights", options.weights,
                "--repeat", options.repeat, "--format", "json")
    if ended.returncode != 0:
        sys.exit("blt bench failed")
    return json.loads(ended.stdout)


def theirs(options):
    script = pathlib.Path(__file__).with_name("transformers_rates.py")
    command = [sys.executable, str(script), options.model, "--device", options.device, "--repeat", options.repeat]
    print("$ " + " ".join(command), file=sys.stderr, flush=True)
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if ended.returncode != 0:
        sys.exit("transformers could not be measured")
    return json.loads(ended.stdout.splitlines()[-1])


def print_table(mine, peer):
    limits = mine["limits"]
    print(f"{mine['model']}, weights {mine['weights']}, on {mine['backend']}; transformers (torch {peer['torch']}) on "
          f"{peer['device']}. Memory {limits['read_bytes_per_s'] / 1e9:,.0f} GB/s, arithmetic "
          f"{limits['flops_per_s'] / 1e12:,.2f} TFLOP/s.\n")
    print("| bytes/s | blt4j | transformers | times | limit | reached | mark |")
    print("| --- | --: | --: | --: | --: | --: | --- |")
    for name in [key.removesuffix("_bytes_per_s") for key in mine if key.endswith("_bytes_per_s")]:
        rate = mine[name + "_bytes_per_s"]
        other = peer.get(name + "_bytes_per_s")
        times = rate / other if other else float("nan")
        reached = limits[name]["fraction"]
        mark = ""
        if name in MARKS:
            least_times, least_part = MARKS[name]
            mark = "reached" if times >= least_times and reached >= least_part else "missed"
            mark += f" ({least_times} times, {least_part:.0%})"
        print(f"| {name.replace('_', ' ')} | {rate:,.1f} | {other or float('nan'):,.1f} | {times:,.2f} | "
              f"{limits[name]['bytes_per_s']:,.0f} | {reached:.1%} | {mark} |")


def main():
    options = arguments()
    verify(options)
    print_table(ours(options), theirs(options))


if __name__ == "__main__":
    main()
