"""Records with PyTorch hooks what goes on inside transformers' BltForCausalLM, for the engine's X-ray to be held to.

    python record.py REFERENCE FOLDER     needs torch, transformers, safetensors

REFERENCE has the models hf-tiny and hf-gqa-bf16. For each, FOLDER/NAME.safetensors gets of one text, in float32 with eager
attention, at the positions `rows` (the BOS is 0), all as matrices of a row for each, integers as floats as well:

    ids, rows, patch_begin (each patch's first position)
    byte_embedding, hash.T (the row of table T that is added), bucket (rows x tables), embedding (all together)
    encoder.hidden.L, encoder.attention.L (rows x heads x positions)
    pooling.attention (all patches x k x heads x positions), patches
    latent.hidden.L, latent.attention.L (all patches x heads x patches)
    decoder.hidden.L, decoder.attention.L, decoder.cross.L (rows x heads x patches x k), lens.L (the head on the normed hidden state)
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import BltForCausalLM

TEXT = "Daenerys Targaryen is in Game of Thrones, a fantasy epic by George R.R. Martin."
ROWS = [1, 2, 9, 20, 33, 34, 35, 60, 78]


def record(folder, to):
    blt = BltForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    model, seen = blt.model, {}

    def keep(name):
        def hook(_module, _arguments, output):
            seen.setdefault(name, []).append(output)
        return hook

    def keep_copy(name):  # of what is added to in place afterwards
        def hook(_module, arguments, output):
            seen.setdefault(name, []).append((arguments[0], output.clone()))
        return hook

    def keep_embedding(_module, _arguments, named):
        seen["embedding"] = named["inputs_embeds"].clone()

    model.local_encoder.embed_tokens.register_forward_hook(keep_copy("byte"))
    model.encoder_hash_tok_embedding.register_forward_hook(keep_copy("hash"))
    model.local_encoder.register_forward_hook(keep("encoder"))
    model.local_encoder.register_forward_pre_hook(keep_embedding, with_kwargs=True)
    for part, stage in (("encoder", model.local_encoder), ("latent", model.global_transformer),
                        ("decoder", model.local_decoder)):
        for i, layer in enumerate(stage.layers):
            layer.register_forward_hook(keep(f"{part}.hidden.{i}"))
            layer.self_attn.register_forward_hook(keep(f"{part}.attention.{i}"))
        for i, layer in enumerate(getattr(stage, "cross_attn_layers", [])):
            layer.register_forward_hook(keep(f"{part}.cross.{i}"))

    ids = torch.tensor([[1] + [b + 4 for b in TEXT.encode()]])
    with torch.no_grad():
        blt(ids, use_cache=False)
        rows = torch.tensor(ROWS)
        k, vocabulary = blt.config.cross_attn_k, blt.config.encoder_hash_byte_group_vocab
        hits = seen["hash"]
        out = dict(
            ids=ids[0], rows=rows, byte_embedding=seen["byte"][0][1][0, rows], embedding=seen["embedding"][0, rows],
            bucket=torch.stack([hashed[0, rows] - t * vocabulary for t, (hashed, _) in enumerate(hits)], 1))
        for t, (_, added) in enumerate(hits):
            out[f"hash.{t}"] = added[0, rows]
        # The encoder's last cross-attention is the one whose result counts.
        last = max(int(name.split(".")[-1]) for name in seen if name.startswith("encoder.cross."))
        weights = seen[f"encoder.cross.{last}"][0][1][0]
        heads, queries, positions = weights.shape
        out["pooling.attention"] = weights.reshape(heads, queries // k, k, positions).permute(1, 2, 0, 3)
        out["patches"] = seen["encoder"][0][1].reshape(queries // k, -1)
        # A patch of no bytes at the end, which announces that the next byte begins one, attends to everything alike.
        within = (out["pooling.attention"][:, 0, 0] > 0)
        out["patch_begin"] = within.int().argmax(-1)
        for part, stage in (("encoder", model.local_encoder), ("latent", model.global_transformer),
                            ("decoder", model.local_decoder)):
            of = slice(None) if part == "latent" else rows
            for i in range(len(stage.layers)):
                hidden = seen[f"{part}.hidden.{i}"][0]
                hidden = hidden[0] if isinstance(hidden, tuple) else hidden
                out[f"{part}.hidden.{i}"] = hidden[0, of]
                out[f"{part}.attention.{i}"] = seen[f"{part}.attention.{i}"][0][1][0].transpose(0, 1)[of]
                if part == "decoder":
                    out[f"lens.{i}"] = blt.lm_head(model.local_decoder.norm(hidden))[0, rows]
                    if f"decoder.cross.{i}" in seen:
                        cross = seen[f"decoder.cross.{i}"][0][1][0].transpose(0, 1)[rows]
                        out[f"decoder.cross.{i}"] = cross.reshape(*cross.shape[:2], -1, k)
    save_file({name: (tensor.flatten(1) if tensor.dim() > 2 else tensor).float().contiguous() for name, tensor in out.items()}, str(to / f"{folder.name}.safetensors"))


if __name__ == "__main__":
    for name in ("hf-tiny", "hf-gqa-bf16"):
        record(Path(sys.argv[1]) / name, Path(sys.argv[2]))
