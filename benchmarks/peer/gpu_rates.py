#!/usr/bin/env python3
"""Verifies blt4j on a GPU, on each driver that is there, and sets its rates beside transformers' on the same GPU.

    pip install torch transformers
    python benchmarks/peer/gpu_rates.py                                        # made-up models of two shapes, 15 minutes
    python benchmarks/peer/gpu_rates.py ~/models/mine --minutes 60
    python benchmarks/peer/gpu_rates.py --sdk ~/sdk-cuda --sdk ~/sdk-ptx       # one SDK of TornadoVM for each driver
    python benchmarks/peer/gpu_rates.py MODEL --sdk SDK --device cpu --dry-run # says what it would run

What matters most comes first, and each part is in OUT/gpu_rates.json and OUT/gpu_rates.md as soon as it is done, so that
whoever has a GPU for minutes keeps what those gave: reference models on CUDA and PTX, 200 greedy bytes against the CPU's,
rates in bfloat16 beside transformers in float32 and bfloat16, what each kernel takes, the fastest kernels and the rates
with them, other weights, the other drivers,
a model of a billion parameters. A driver that gives wrong numbers is not measured. The limit is what the GPU's memory or
arithmetic would allow, as `blt bench` measures both: the bytes of weights, keys and values for a byte over the bandwidth.

A bare machine lacks things that drivers look for: this finds NVRTC among Python's packages and NVIDIA's OpenCL driver, and
shows them to TornadoVM by links in OUT, outside of which it writes nothing.
"""

import argparse
import glob
import json
import os
import pathlib
import shutil
import site
import subprocess
import sys
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
PEERS = pathlib.Path(__file__).resolve().parent
DRIVERS = ("cuda", "ptx", "opencl")
GREEDY = 200
PROMPT = "Once upon a time, "


def layers(hidden, count, heads, inner, **more):
    return dict(hidden_size=hidden, num_hidden_layers=count, num_attention_heads=heads, intermediate_size=inner, **more)


def shape(entropy, local, latent, decoder_layers, table):
    hidden = latent[0]
    joined = dict(cross_attn_k=2, hidden_size_global=hidden)
    return dict(
        cross_attn_k=2, encoder_hash_byte_group_vocab=table, patcher_config=layers(*entropy),
        encoder_config=layers(local[0], 1, *local[1:], cross_attn_all_layers=False, **joined),
        decoder_config=layers(local[0], decoder_layers, *local[1:], **joined), global_config=layers(*latent))


SHAPES = {
    "bench-200m": shape((512, 10, 8, 1536), (512, 8, 1536), (1024, 12, 16, 2816), 6, 8001),
    "blt-1b": shape((768, 14, 12, 2048), (1024, 16, 2816), (2048, 25, 16, 5632), 9, 20002),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", help="folders with config.json and safetensors; none: " + ", ".join(SHAPES))
    parser.add_argument("--sdk", action="append", default=[], help="a folder of TornadoVM's; several for several drivers")
    parser.add_argument("--device", default="cuda", help="where torch computes")
    parser.add_argument("--minutes", type=float, default=15, help="after which nothing more is begun")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("gpu-rates"), help="where results go")
    parser.add_argument("--blt", default=str(HOME / "blt"), help="what is run for blt")
    parser.add_argument("--reference", type=pathlib.Path, default=HOME / "engine/src/test/resources/reference")
    parser.add_argument("--mini", type=pathlib.Path, default=HOME / "models/blt-mini", help="writes the greedy bytes")
    parser.add_argument("--repeat", default="3", help="runs that a median is of")
    parser.add_argument("--tolerance", default="1e-4", help="the largest difference that `blt verify` passes")
    parser.add_argument("--dry-run", action="store_true", help="says what would be run")
    return parser.parse_args()


def first(patterns):
    return next((found for pattern in patterns for found in sorted(glob.glob(pattern))), None)


def environment(out):
    """What TornadoVM's drivers look for, where it was found."""
    packages = site.getsitepackages() + [p for p in sys.path if p.endswith("site-packages")]
    libraries = out / "lib"
    libraries.mkdir(parents=True, exist_ok=True)
    folders = [str(libraries.resolve())]
    nvrtc = first([f"{p}/nvidia/*/lib/libnvrtc.so.1[3-9]" for p in packages]
                  + ["/usr/local/cuda*/lib64/libnvrtc.so.1[3-9]", "/usr/lib/x86_64-linux-gnu/libnvrtc.so.1[3-9]"])
    if nvrtc:
        link(nvrtc, libraries / "libnvrtc.so.13")
        folders.append(os.path.dirname(nvrtc))
    folders += [d for d in ("/usr/local/nvidia/lib64", "/usr/local/nvidia/lib") if os.path.exists(d + "/libcuda.so.1")]
    env = dict(os.environ, LD_LIBRARY_PATH=os.pathsep.join(folders + [os.environ.get("LD_LIBRARY_PATH", "")]))
    headers = first([f"{c}/include/cuda_fp16.h" for c in
                     ["/usr/local/cuda"] + [p + "/nvidia/cu13" for p in packages]])
    if headers:
        env.setdefault("CUDA_PATH", str(pathlib.Path(headers).parents[1]))
    opencl = first([d + "/libnvidia-opencl.so.1" for d in
                    ("/usr/local/nvidia/lib64", "/usr/local/nvidia/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64")])
    if opencl and not glob.glob("/etc/OpenCL/vendors/*nvidia*"):
        vendors = out / "vendors"
        vendors.mkdir(exist_ok=True)
        (vendors / "nvidia.icd").write_text(opencl + "\n")
        env["OCL_ICD_VENDORS"] = str(vendors.resolve())
    return env, dict(nvrtc=nvrtc, cuda_headers=headers, opencl_driver=opencl)


def link(target, name):
    name.unlink(missing_ok=True)
    name.symlink_to(target)


def sdks(options):
    """The SDK of each driver."""
    usual = pathlib.Path.home() / ".sdkman/candidates/tornadovm/current"
    found = {}
    for folder in options.sdk or [os.environ.get("TORNADOVM_HOME", str(usual))]:
        for driver in DRIVERS:
            if glob.glob(f"{folder}/share/java/tornado/tornado-drivers-{driver}-*.jar"):
                found.setdefault(driver, folder)
    return found


class Work:
    """What is done, in order, as long as there is time; keeps what came of it."""

    def __init__(self, options):
        self.options = options
        self.end = time.monotonic() + 60 * options.minutes
        options.out.mkdir(parents=True, exist_ok=True)
        self.env, found = environment(options.out)
        self.sdks = sdks(options)
        self.kept = dict(found=found, sdks=self.sdks, steps=[])
        self.right = set()

    def left(self):
        return self.end - time.monotonic()

    def run(self, step, command, env=None, limit=300, about=None):
        """Runs a command; gives its output, or None where it failed or there is no time."""
        entry = dict(step=step, command=" ".join(command), **(about or {}))
        print(f"[{self.left():5.0f} s left] {step}\n    $ {entry['command']}", file=sys.stderr, flush=True)
        if self.options.dry_run:
            return None
        if self.left() < 15:
            entry["outcome"] = "not run: no time was left"
            self.keep(entry)
            return None
        began = time.monotonic()
        try:
            ended = subprocess.run(command, env=env or self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   timeout=min(limit, self.left()))
            entry["outcome"] = "done" if ended.returncode == 0 else f"exit status {ended.returncode}"
            output, errors = ended.stdout, ended.stderr
        except subprocess.TimeoutExpired as late:
            entry["outcome"] = f"stopped after {late.timeout:.0f} s"
            output, errors = None, late.stderr or b""
        except OSError as failed:
            entry["outcome"] = str(failed)
            output, errors = None, b""
        entry["seconds"] = round(time.monotonic() - began, 1)
        done = entry["outcome"] == "done"
        if not done:
            entry["said"] = errors.decode(errors="replace").strip().splitlines()[-4:]
        entry["output"] = (output or b"").decode(errors="replace")[-20000:]
        self.keep(entry)
        return output if done else None

    def keep(self, entry):
        self.kept["steps"].append(entry)
        write(self.options.out / "gpu_rates.json", json.dumps(self.kept, indent=1))
        write(self.options.out / "gpu_rates.md", markdown(self.kept))

    def blt(self, step, driver, words, java="", **more):
        env = dict(self.env)
        env["BLT_JAVA_OPTS"] = f"{env.get('BLT_JAVA_OPTS', '')} {java}".strip()
        if driver in self.sdks:
            env["TORNADOVM_HOME"] = self.sdks[driver]
        backend = f"tornado:{driver}" if driver in DRIVERS else "cpu"
        return self.run(step, [self.options.blt, *words, "--backend", backend], env=env, **more)

    def verify(self, driver):
        """Reference models, and greedy bytes against the CPU's."""
        passed = []
        for model in sorted(found.parent for found in self.options.reference.glob("*/expected.safetensors")):
            told = self.blt(f"verify {model.name} on {driver}", driver,
                            ["verify", "--tolerance", self.options.tolerance, str(model)], limit=150,
                            about=dict(kind="verify", driver=driver, model=model.name))
            passed.append(told is not None)
        words = ["generate", "--greedy", "-n", str(GREEDY), "--model", str(self.options.mini), PROMPT]
        expected = self.blt("greedy bytes on the CPU", "cpu", words, limit=60)
        written = self.blt(f"greedy bytes on {driver}", driver, words, limit=120)
        if expected is not None and written is not None:
            # Drivers may print warnings of their own before.
            same = written.endswith(expected)
            self.keep(dict(step=f"{GREEDY} greedy bytes of {self.options.mini.name}", kind="greedy", driver=driver,
                           outcome="equal to the CPU's" if same else "not the CPU's"))
            passed.append(same)
        if self.options.dry_run or (passed and all(passed)):
            self.right.add(driver)

    def rates(self, model, driver, weights, limit=150, tuned="", java=""):
        if driver not in self.right:
            return
        self.blt(f"{model.name}, {weights}{tuned}, {driver}", driver,
                 ["bench", "--model", str(model), "--weights", weights, "--repeat", self.options.repeat, "-n", "64",
                  "--format", "json"], java=java, limit=limit,
                 about=dict(kind="rates", driver=driver, weights=weights + tuned, model=model.name))

    def tensor_cores(self, model, driver):
        """Reading without tensor cores, and with inputs of 16 and of 8 bits on them, beside what is the rule."""
        if driver == "cuda":
            for parts, told in ((0, "no tensor cores"), (1, "inputs in 8 bits"), (2, "inputs in 16 bits")):
                self.rates(model, driver, "bf16", tuned=f", {told}", java=f"-Dblt4j.tensor.parts={parts}")

    def tune(self, model, driver, weights):
        """Has the fastest kernels found, which are taken from then on."""
        if driver in self.right:
            self.blt(f"tune for {model.name}, {weights}, {driver}", driver,
                     ["devices", "--tune", "--model", str(model), "--weights", weights], limit=120,
                     about=dict(kind="profile"))

    def profile(self, model, driver, weights):
        if driver in self.right:
            self.blt(f"what kernels take: {model.name}, {weights}, {driver}", driver,
                     ["bench", "--profile", "--model", str(model), "--weights", weights, "-n", "64"], limit=90,
                     about=dict(kind="profile"))

    def peer(self, model, dtype, limit=120):
        self.run(f"{model.name}, transformers, {dtype}",
                 [sys.executable, str(PEERS / "transformers_rates.py"), str(model), "--device", self.options.device,
                  "--repeat", self.options.repeat, "--dtype", dtype], limit=limit,
                 about=dict(kind="rates", driver="transformers", weights=dtype, model=model.name))

    def made_up(self, name):
        """A model of a shape with random weights."""
        folder = self.options.out / name
        if not (folder / "config.json").exists():
            self.run(f"make {name}", [sys.executable, __file__, "--make", name, str(folder)], limit=240)
        return folder


def make(name, folder):
    import torch
    from transformers import BltConfig, BltForCausalLM

    torch.manual_seed(5)
    config = BltConfig(patch_size=4, encoder_hash_byte_group_size=[3, 4, 5, 6, 7, 8],
                       encoder_hash_byte_group_nb_functions=1, **SHAPES[name])
    model = BltForCausalLM(config).eval()
    text = (HOME / "cli/src/main/resources/blt4j/cli/bench/bench.txt").read_bytes()[:511]
    with torch.no_grad():
        model.model.patcher.lm_head.weight.mul_(4.0)
        entropies = model.model.patcher(torch.tensor([[1] + [b + 4 for b in text]]))[0][0, 1:].sort().values
        model.config.patching_threshold = float(entropies[int(len(entropies) * 0.78)])  # about 4.5 bytes a patch
        model.to(torch.bfloat16).save_pretrained(folder)


def write(path, text):
    beside = path.with_name(path.name + ".new")
    beside.write_text(text)
    os.replace(beside, path)


def parsed(step):
    """The rates that a step printed as its last line or as a whole."""
    for text in (step.get("output", ""), (step.get("output", "").strip().splitlines() or [""])[-1]):
        start = text.find("{")
        try:
            return json.loads(text[start:]) if start >= 0 else {}
        except ValueError:
            continue
    return {}


def markdown(kept):
    lines = ["# blt4j on a GPU", ""]
    for driver, folder in kept["sdks"].items():
        lines.append(f"- {driver}: {folder}")
    lines += ["", "| step | outcome | s |", "| --- | --- | --: |"]
    for step in kept["steps"]:
        said = "; ".join(step.get("said", []))[:200].replace("|", "/")
        lines.append(f"| {step['step']} | {step['outcome']}{': ' + said if said else ''} | {step.get('seconds', '')} |")
    rates = [(s, parsed(s)) for s in kept["steps"] if s.get("kind") == "rates" and s["outcome"] == "done"]
    for model in dict.fromkeys(s["model"] for s, _ in rates):
        lines += ["", *table(model, [(s, r) for s, r in rates if s["model"] == model])]
    for step in kept["steps"]:
        if step.get("kind") in ("profile", "verify") and step.get("output"):
            lines += ["", f"## {step['step']}", "", "```", step["output"].strip(), "```"]
    return "\n".join(lines) + "\n"


def table(model, rates):
    names = list(dict.fromkeys(k.removesuffix("_bytes_per_s") for _, r in rates for k in r if k.endswith("_bytes_per_s")))
    peer = next((r for s, r in rates if s["driver"] == "transformers" and s["weights"] == "float32"), {})
    heads = [f"{s['driver']} {s['weights']}" for s, _ in rates]
    yield f"## {model}, bytes a second (times transformers in float32; of the limit)"
    yield ""
    yield "| | " + " | ".join(heads) + " |"
    yield "| --- |" + " --: |" * len(heads)
    for name in names:
        cells = []
        for step, r in rates:
            rate = r.get(name + "_bytes_per_s")
            cell = "" if rate is None else f"{rate:,.1f}"
            other = peer.get(name + "_bytes_per_s")
            if rate and other and step["driver"] != "transformers":
                cell += f" ({rate / other:,.2f} ×"
                reached = r.get("limits", {}).get(name, {}).get("fraction")
                cell += f"; {reached:.1%})" if reached is not None else ")"
            cells.append(cell)
        yield f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |"
    for step, r in rates:
        limits = r.get("limits")
        if limits:
            yield ""
            yield (f"{step['driver']} {step['weights']}: {r.get('backend')}; memory "
                   f"{limits['read_bytes_per_s'] / 1e9:,.0f} GB/s, arithmetic {limits['flops_per_s'] / 1e12:,.2f} TFLOP/s.")


def main():
    if sys.argv[1:2] == ["--make"]:
        return make(*sys.argv[2:4])
    options = arguments()
    work = Work(options)
    if not work.sdks:
        sys.exit("There is no SDK of TornadoVM: name its folder by --sdk, or set TORNADOVM_HOME.")
    if shutil.which("nvidia-smi"):
        work.run("the card", ["nvidia-smi", "--query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem",
                              "--format=csv"], limit=20)
    drivers = [d for d in DRIVERS if d in work.sdks]
    for driver in drivers[:2]:
        work.verify(driver)
    models = [pathlib.Path(m) for m in options.models] or [work.made_up("bench-200m")]
    best, others = drivers[0], drivers[1:]
    for model in models:
        work.rates(model, best, "bf16")
        work.peer(model, "float32")
        work.peer(model, "bfloat16")
        work.profile(model, best, "bf16")
        work.tune(model, best, "bf16")
        work.rates(model, best, "bf16", tuned=", tuned")
        work.tensor_cores(model, best)
        work.rates(model, best, "q8")
        work.rates(model, best, "f32")
        for driver in others[:1]:
            work.rates(model, driver, "bf16")
    if not options.models and work.left() > 90:
        large = work.made_up("blt-1b")
        work.rates(large, best, "bf16", limit=200)
        work.peer(large, "bfloat16", limit=150)
    for driver in drivers[2:]:
        work.verify(driver)
        for model in models:
            work.rates(model, driver, "bf16")
    print(f"{options.out / 'gpu_rates.md'} and {options.out / 'gpu_rates.json'} tell what came of it", file=sys.stderr)
    return None


if __name__ == "__main__":
    main()
