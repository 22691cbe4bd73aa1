"""Records what transformers answers for small random models whose configurations are out of the ordinary.

    python record.py        (torch, transformers 5, safetensors; writes beside itself)

`base/` has the weights that most variants share; `NAME.json` is a variant's whole configuration, `NAME.safetensors` its
answers, laid out as `blt verify` reads them. `hash13/`, `tied/` and `headless/` have weights of their own.
"""

import copy
import json
import os
import shutil

import torch
from safetensors.torch import save_file
from transformers import BltConfig, BltForCausalLM

HERE = os.path.dirname(os.path.abspath(__file__))
SHORT = b"Rotation"
LONG = b"Longer than what it was made for, by a good deal. 0123456789"


def part(hidden, layers, positions, rope=None, **more):
    return dict(hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=24,
                max_position_embeddings=positions, rope_parameters=rope or {"rope_type": "default", "rope_theta": 1e4},
                **more)


def config(rope=lambda positions: None, **more):
    return BltConfig(
        patcher_config=part(16, 1, 24, rope(24)),
        encoder_config=part(16, 1, 24, rope(24), hidden_size_global=32, cross_attn_k=2),
        decoder_config=part(16, 1, 24, rope(24), hidden_size_global=32, cross_attn_k=2),
        global_config=part(32, 1, 8, rope(8)),
        **{"encoder_hash_byte_group_size": [3, 4], "encoder_hash_byte_group_vocab": 31, "patching_threshold": 5.05,
           **more})


ROPES = {
    "linear": lambda n: {"rope_type": "linear", "factor": 4.0, "rope_theta": 1e4},
    "dynamic": lambda n: {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 1e4},
    "yarn": lambda n: {"rope_type": "yarn", "factor": 4.0, "rope_theta": 1e4, "original_max_position_embeddings": n},
    "yarn-scaled": lambda n: {"rope_type": "yarn", "factor": 4.0, "rope_theta": 100.0, "mscale": 0.7,
                              "mscale_all_dim": 1.1, "original_max_position_embeddings": n, "truncate": False,
                              "beta_fast": 4.0, "beta_slow": 0.5},
    "llama3": lambda n: {"rope_type": "llama3", "factor": 8.0, "rope_theta": 100.0, "low_freq_factor": 1.0,
                         "high_freq_factor": 4.0, "original_max_position_embeddings": n},
}
MODES = {
    "mode-static": dict(patching_mode="static"),
    "mode-space": dict(patching_mode="space"),
    "mode-byte": dict(patching_mode="byte", max_patch_length=3),
    "mode-bpe": dict(patching_mode="bpe"),
    "mode-null": dict(patching_mode=None),
    "no-patch-size": dict(patch_size=None),
    "no-patch-size-limited": dict(patch_size=None, max_patch_length=2),
    "not-in-forward": dict(patch_in_forward=False),
}


def write_config(cfg, path):
    with open(path, "w") as f:
        f.write(cfg.to_json_string(use_diff=False))


def answers(model, path):
    tensors = {}
    for name, text in (("short", SHORT), ("long", LONG), ("empty", b"")):
        ids = torch.tensor([[1] + [b + 4 for b in text]])
        with torch.no_grad():
            base = getattr(model, "model", model)
            if base.patcher is not None:
                entropies, lengths, _ = base.patcher(
                    ids, patch_size=base.config.patch_size, threshold=base.config.patching_threshold,
                    max_patch_length=base.config.max_patch_length)
                tensors[name + ".entropies"] = entropies[0].float().contiguous()
                if base.config.patching_mode == "entropy" and base.config.patch_size is not None:
                    tensors[name + ".patch_lengths"] = lengths[0].int().contiguous()
            tensors[name + ".ids"] = ids[0].int().contiguous()
            if hasattr(model, "lm_head"):
                rows = sorted({r for r in (0, 1, 7, 8, 23, 24, 40, len(text) - 1, len(text)) if 0 <= r <= len(text)})
                tensors[name + ".logits"] = model(ids, use_cache=False).logits[0][rows].float().contiguous()
                tensors[name + ".logit_rows"] = torch.tensor(rows, dtype=torch.int32)
            else:
                tensors[name + ".hidden"] = model(ids, use_cache=False).last_hidden_state[0].float().contiguous()
    save_file(tensors, path)


def made(cfg, seed=1):
    torch.manual_seed(seed)
    return BltForCausalLM(cfg).eval()


def main():
    shared = made(config())
    folder = os.path.join(HERE, "base")
    os.makedirs(folder, exist_ok=True)
    save_file({k: v.contiguous() for k, v in shared.state_dict().items()}, os.path.join(folder, "model.safetensors"))
    variants = {**{n: config(r) for n, r in ROPES.items()}, **{n: config(**m) for n, m in MODES.items()}}
    for name, cfg in variants.items():
        model = BltForCausalLM(copy.deepcopy(cfg)).eval()
        model.load_state_dict(shared.state_dict(), strict=False)
        write_config(cfg, os.path.join(HERE, name + ".json"))
        answers(model, os.path.join(HERE, name + ".safetensors"))
    own = {"hash13": config(encoder_hash_byte_group_nb_functions=13, encoder_hash_byte_group_size=[3],
                            encoder_hash_byte_group_vocab=29), "tied": config(tie_word_embeddings=True)}
    for name, cfg in own.items():
        model = made(cfg)
        model.save_pretrained(os.path.join(HERE, name))
        answers(model, os.path.join(HERE, name, "expected.safetensors"))
    base = made(config()).model
    base.save_pretrained(os.path.join(HERE, "headless"))
    answers(base, os.path.join(HERE, "headless", "expected.safetensors"))


main()
