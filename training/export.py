"""Writes a trained model in the Hugging Face layout, in bfloat16, and a recorded case for runtimes to be held to.

    python export.py --preset mini --out DIR/mini --to ../models/blt-mini [--check] [--reference ../models/blt-mini/reference]

--check loads the result in transformers and compares logits. --reference records what this program computes in float32, with
the sliding window, from the exported weights.
"""
import argparse, json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

import model as blt

FIGURE = "Daenerys Targaryen is in Game of Thrones, a fantasy epic by George R.R. Martin."
CHINESE = "字节潜在变换器按下一字节的熵，把文本动态切分成补丁。"
CODE = "for (int i = 0; i < n; i++) {\n\tsum += weights[i] * x[i];  // dot product\n}\n"
LONG = ("It was late in the evening when the old man came down to the shore and looked out over the grey water. "
        "Nobody had seen the boat since the morning, and the wind was rising from the west. He sat upon a stone, "
        "filled his pipe, and waited without a word. The children, who had followed him through the fields, stood "
        "at some distance and whispered to one another; they knew that he did not like to be asked. Then the "
        "smallest of them, a girl of six or seven, went up to him and put her hand on his arm. \"Will they come "
        "back?\" she said. He did not answer at once. The light was going, and far away a bell began to ring. "
        "\"They have come back every time,\" he said at last, \"and it has been darker than this.\" ")


def save(preset: str, out: Path, to: Path):
    entropy, trained = (torch.load(out / f"{stage}.pt", weights_only=True) for stage in ("entropy", "blt"))
    config = dict(blt.PRESETS[preset])
    config["patching_threshold"] = entropy["thresholds"]["4.5"]
    config["patching_thresholds"] = entropy["thresholds"]
    weights = {f"model.patcher.{name}": w for name, w in entropy["weights"].items()}
    weights |= {name if name.startswith("lm_head") else f"model.{name}": w for name, w in trained["weights"].items()}
    to.mkdir(parents=True, exist_ok=True)
    save_file({name: w.bfloat16().contiguous().clone() for name, w in sorted(weights.items())}, to / "model.safetensors",
              metadata={"format": "pt"})
    (to / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def load(folder: Path):
    """An exported folder -> config, entropy model and BLT in float32."""
    config = json.loads((folder / "config.json").read_text())
    weights = {name: w.float() for name, w in load_file(folder / "model.safetensors").items()}
    entropy_model, model = blt.EntropyModel(config["patcher_config"]), blt.Blt(config)
    entropy_model.load_state_dict({n.removeprefix("model.patcher."): w for n, w in weights.items() if n.startswith("model.patcher.")})
    model.load_state_dict({n.removeprefix("model."): w for n, w in weights.items() if not n.startswith("model.patcher.")})
    return config, entropy_model.eval().requires_grad_(False), model.eval().requires_grad_(False)


def ids_of(text) -> torch.Tensor:
    data = text if isinstance(text, bytes) else text.encode()
    return torch.tensor([[1] + [b + 4 for b in data]])


def lengths_of(starts):
    """[L + 1] bool -> patch lengths; a last 0 says that the byte to come begins a patch."""
    positions = starts.nonzero().squeeze(1)
    return torch.diff(positions, append=torch.tensor([len(starts) - 1]))


def check(folder: Path):
    from transformers import BltForCausalLM
    config, entropy_model, model = load(folder)
    theirs = BltForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    for text in (FIGURE, CHINESE, CODE, LONG[:480]):
        ids = ids_of(text)
        entropies = blt.entropy(entropy_model(ids))
        mine = model(ids, blt.patch_starts(entropies, config["patching_threshold"]))
        with torch.no_grad():
            difference = (theirs(ids, use_cache=False).logits - mine).abs().max().item()
            entropy_difference = (theirs.model.patcher(ids)[0] - entropies).abs().max().item()
        print(f"{ids.shape[1]} ids: logits differ by {difference:.2e} (largest {mine.abs().max():.1f}), entropies by {entropy_difference:.2e}")
        assert difference < 1e-3 and entropy_difference < 1e-3


def reference(folder: Path, to: Path, greedy=48):
    config, entropy_model, model = load(folder)
    threshold = config["patching_threshold"]
    tensors, cases = {}, []
    for name, text in (("english", FIGURE), ("chinese", CHINESE), ("long", LONG)):
        ids, closest, margin = ids_of(text), float("inf"), float("inf")
        entropies = blt.entropy(entropy_model(ids))
        starts = blt.patch_starts(entropies, threshold)
        logits = model(ids, starts)[0]
        tensors[f"{name}.ids"] = ids[0].to(torch.int32)
        tensors[f"{name}.entropies"] = entropies[0].clone()
        tensors[f"{name}.patch_lengths"] = lengths_of(starts[0]).to(torch.int32)
        if len(logits) > 200:
            rows = torch.cat((torch.arange(0, len(logits), 16), torch.arange(len(logits) - 32, len(logits)))).unique()
            tensors[f"{name}.logit_rows"] = rows.to(torch.int32)
            logits = logits[rows]
        tensors[f"{name}.logits"] = logits.contiguous()
        grown = ids
        for _ in range(greedy):
            h = blt.entropy(entropy_model(grown))
            closest = min(closest, (h[0, 1:] - threshold).abs().min().item())
            top = model(grown, blt.patch_starts(h, threshold))[0, -1].topk(2)
            margin = min(margin, (top.values[0] - top.values[1]).item())
            grown = torch.cat((grown, top.indices[:1][None]), 1)
        tensors[f"{name}.greedy"] = grown[0, ids.shape[1]:].to(torch.int32)
        text_of_greedy = bytes(i - 4 for i in grown[0, ids.shape[1]:].tolist() if i >= 4).decode("utf-8", "replace")
        cases.append(dict(name=name, text=text, bytes=ids.shape[1] - 1, patches=int(starts[0, :-1].sum()), greedy_text=text_of_greedy,
                          greedy_margin=margin, threshold_margin=closest))
    to.mkdir(parents=True, exist_ok=True)
    save_file(tensors, to / "expected.safetensors")
    (to / "expected.json").write_text(json.dumps(dict(
        source="training/export.py, float32, sliding window 512, from the bf16 weights of this folder's parent",
        patching_threshold=threshold, cases=cases), indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(cases, ensure_ascii=False, indent=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=list(blt.PRESETS))
    parser.add_argument("--out", type=Path, help="what train.py wrote; without it, what lies in --to is checked and recorded")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    if a.out:
        save(a.preset, a.out, a.to)
    if a.check:
        check(a.to)
    if a.reference:
        reference(a.to, a.reference)


if __name__ == "__main__":
    main()
