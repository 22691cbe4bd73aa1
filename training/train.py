"""Trains the entropy model, then the BLT on its patches. The same program on a CPU and on a GPU.

    python train.py entropy --preset mini --work DIR --out DIR/mini [--minutes 10 | --bytes 2e7]
    python train.py blt     --preset mini --work DIR --out DIR/mini [--minutes 15 | --bytes 3e7]

Weights are kept in float32 and used in bfloat16. Hidden matrices are trained with Muon (momentum, orthogonalised), all else
with AdamW; the learning rate warms up and falls to zero along a cosine of the bytes seen, or of the time when --minutes is given.
A run that was stopped goes on from OUT/STAGE.ckpt when started again with the same arguments.
"""
import argparse, json, math, time, types
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data
import model as blt

TARGETS = (3, 4.5, 6, 8)               # mean patch sizes for which thresholds are sought
DEFAULT_TARGET = 4.5


# ---------------------------------------------------------------- optimiser

def orthogonalise(m):
    """Newton-Schulz: the nearest matrix with singular values about 1."""
    x = m.bfloat16()
    if x.shape[0] > x.shape[1]:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return (x if m.shape[0] <= m.shape[1] else x.T).float()


def adam(master, first, second, weight, grad, rate, clip, correction1, correction2):
    """One AdamW step in one pass over memory (when compiled); the numbers are 0-d tensors, so that they may change."""
    g = grad.float() * clip
    first.lerp_(g, 0.1)
    second.lerp_(g * g, 0.02)
    master.sub_(rate / correction1 * first / ((second / correction2).sqrt() + 1e-8))
    weight.copy_(master)


class Optimiser:
    """Keeps float32 masters of a bfloat16 model."""

    def __init__(self, module, matrix_rate, other_rate, table_rate, fuse=False):
        self.adam = torch.compile(adam, dynamic=True) if fuse else adam
        self.masters, self.weights, self.rates, self.muon = [], [], [], []
        for name, p in module.named_parameters():
            matrix = p.dim() == 2 and "embed" not in name.replace("patch_embedding", "") and "lm_head" not in name
            self.weights.append(p)
            self.masters.append(p.detach().float().clone())
            self.muon.append(matrix)
            self.rates.append(matrix_rate if matrix else table_rate if "hash_tok" in name else other_rate)
        self.first = [torch.zeros_like(m) for m in self.masters]
        self.second = [None if muon else torch.zeros_like(m) for m, muon in zip(self.masters, self.muon)]
        self.step_count = 0

    @torch.no_grad()
    def step(self, scale, weight_decay=0.05):
        self.step_count += 1
        t = self.step_count
        grads = [p.grad for p in self.weights]
        norm = torch.stack([g.float().norm() for g in grads]).norm()
        clip = min(1.0, 1.0 / (float(norm) + 1e-6))
        for i, (master, p) in enumerate(zip(self.masters, self.weights)):
            rate = self.rates[i] * scale
            if self.muon[i]:
                g = p.grad.float()
                self.first[i].lerp_(g, 0.05)
                update = orthogonalise(g.lerp(self.first[i], 0.95))
                master.mul_(1 - rate * weight_decay).add_(update, alpha=-rate * max(1, p.shape[0] / p.shape[1]) ** 0.5)
                p.copy_(master)
            else:
                numbers = (rate, clip, 1 - 0.9 ** t, 1 - 0.98 ** t)
                self.adam(master, self.first[i], self.second[i], p, p.grad, *(torch.tensor(n, device=p.device) for n in numbers))
            p.grad = None
        return float(norm)

    def state(self):
        return dict(masters=self.masters, first=self.first, second=self.second, step=self.step_count)

    @torch.no_grad()
    def restore(self, state):
        for mine, theirs in zip((self.masters, self.first, self.second), (state["masters"], state["first"], state["second"])):
            for a, b in zip(mine, theirs):
                if a is not None:
                    a.copy_(b)
        for p, master in zip(self.weights, self.masters):
            p.copy_(master)
        self.step_count = state["step"]


# ---------------------------------------------------------------- speed

def compile_parts(module):
    """Fuses what lies between the matrix products. Byte-level shapes are fixed, patch-level ones change with every batch."""
    for part in module.modules():
        if isinstance(part, blt.Transformer):
            dynamic = isinstance(module, blt.Blt) and part is module.global_transformer
            before, after = (torch.compile(f, dynamic=dynamic) for f in (blt.Block.before, blt.Block.after))
            for layer in part.layers:                      # layers of a stage share what was compiled
                layer.before, layer.after = types.MethodType(before, layer), types.MethodType(after, layer)
    torch._dynamo.config.cache_size_limit = 64


# ---------------------------------------------------------------- the two stages

def loss_of(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1).float(), ids[:, 1:].flatten())


def load_entropy_model(config, out, device):
    entropy_model = blt.EntropyModel(config["patcher_config"])
    saved = torch.load(out / "entropy.pt", weights_only=True)
    entropy_model.load_state_dict(saved["weights"])
    return entropy_model.to(device, torch.bfloat16).requires_grad_(False).eval(), saved["thresholds"]


def calibrate(entropy_model, work, device, rows=192, length=1024):
    """Thresholds at which held-out English prose has the wanted mean patch sizes."""
    prose = data.rows_of(data.load(work, "prose", "heldout"), length, np.random.default_rng(7))[:rows]
    entropies = []
    with torch.no_grad():
        for batch in torch.from_numpy(prose.astype(np.int64)).split(16):
            entropies.append(blt.entropy(entropy_model(batch.to(device)))[:, 1:-1].cpu())
    values = torch.cat(entropies).flatten().sort(descending=True).values
    total = len(prose) * (length - 1)
    return {f"{target:g}": float(values[int(total / target) - len(prose)]) for target in TARGETS}


def train(a):
    torch.manual_seed(a.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cpu":
        torch.set_num_threads(a.threads)
    config = blt.PRESETS[a.preset]
    a.out.mkdir(parents=True, exist_ok=True)
    rows = np.load(a.work / f"{a.rows}.npy", mmap_mode="r")
    length = rows.shape[1]
    batch = a.batch // length
    if a.stage == "entropy":
        module, starts_of = blt.EntropyModel(config["patcher_config"]), None
    else:
        module = blt.Blt(config)
        entropy_model, thresholds = load_entropy_model(config, a.out, device)
        threshold = thresholds[f"{DEFAULT_TARGET:g}"]
        if a.compile:
            compile_parts(entropy_model)

        def starts_of(ids):
            with torch.no_grad():
                return blt.patch_starts(blt.entropy(entropy_model(ids)), threshold)
    blt.initialise(module, a.seed)
    if a.start:
        module.load_state_dict(torch.load(a.start, weights_only=True)["weights"])
    module = module.to(device, torch.bfloat16)
    optimiser = Optimiser(module, a.matrix_rate, a.rate, a.table_rate, fuse=a.compile)
    seen, spent, checkpoint = 0, 0.0, a.out / f"{a.stage}.ckpt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        optimiser.restore(saved["optimiser"])
        seen, spent = saved["seen"], saved["spent"]
    if a.compile:
        compile_parts(module)
    criterion = torch.compile(loss_of, dynamic=False) if a.compile else loss_of
    order = np.random.default_rng(a.seed).permutation(len(rows)) if a.stage == "blt" else np.arange(len(rows))
    print(json.dumps(dict(stage=a.stage, preset=a.preset, parameters=sum(p.numel() for p in module.parameters()), device=str(device),
                          threads=torch.get_num_threads(), rows=len(rows), length=length, batch=batch * length)), flush=True)
    begun, last, saved_at, average, since = time.time() - spent, time.time(), time.time(), None, seen
    step = optimiser.step_count
    while True:
        elapsed = time.time() - begun
        progress = elapsed / (60 * a.minutes) if a.minutes else seen / a.bytes
        if progress >= 1:
            break
        first = step * batch % (len(rows) - batch)
        ids = torch.from_numpy(rows[np.sort(order[first:first + batch])].astype(np.int64)).to(device)
        logits = module(ids) if a.stage == "entropy" else module(ids, starts_of(ids))
        loss = criterion(logits, ids)
        loss.backward()
        scale = min(1.0, (step + 1) / a.warmup) * (0.5 + 0.5 * math.cos(math.pi * progress))
        norm = optimiser.step(max(scale, 0.01))
        step, seen = step + 1, seen + ids.numel()
        bits = loss.item() / math.log(2)
        average = bits if average is None else average + (bits - average) * max(0.02, 1 / step)
        if step % a.log_every == 0 or step <= 3:
            now = time.time()
            print(json.dumps(dict(step=step, seen=seen, bits=round(average, 4), norm=round(norm, 3), progress=round(progress, 4),
                                  bytes_per_s=round((seen - since) / (now - last)))), flush=True)
            last, since = now, seen
        if time.time() - saved_at > a.save_every:
            saved_at = time.time()
            torch.save(dict(optimiser=optimiser.state(), seen=seen, spent=saved_at - begun), checkpoint)
    names = [name for name, _ in module.named_parameters()]
    result = dict(weights=dict(zip(names, optimiser.masters)), seen=seen, seconds=time.time() - begun, steps=step)
    if a.stage == "entropy":
        result["thresholds"] = calibrate(module, a.work, device)
        print(json.dumps(result["thresholds"]))
    torch.save(result, a.out / f"{a.stage}.pt")
    checkpoint.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["entropy", "blt"])
    parser.add_argument("--preset", choices=list(blt.PRESETS), required=True)
    parser.add_argument("--work", type=Path, required=True, help="where data.py worked")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints and weights go")
    parser.add_argument("--rows", default="rows", help="name of the packed rows")
    parser.add_argument("--minutes", type=float, help="stop after this time; the schedule follows the clock")
    parser.add_argument("--bytes", type=float, default=2e7, help="stop after so many bytes; the schedule follows the bytes")
    parser.add_argument("--start", type=Path, help="weights (STAGE.pt) to begin from instead of random ones")
    parser.add_argument("--batch", type=int, default=16384, help="bytes a step")
    parser.add_argument("--matrix-rate", type=float, default=0.02)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--table-rate", type=float, default=4e-3)
    parser.add_argument("--warmup", type=int, default=30, help="steps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log-every", type=int, default=20)
    parser.add_argument("--save-every", type=float, default=240, help="seconds")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
