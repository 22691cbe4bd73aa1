"""Measures an exported model on held-out documents.

    python evaluate.py bits    --work DIR --model ../models/blt-mini       # bits per byte beside xz, zstd, PPMd; patch sizes
    python evaluate.py figure  --model ../models/blt-mini                  # the paper's entropy figure, as text
    python evaluate.py samples --model ../models/blt-mini [--kilobytes 20] # text at temperature 0.7, and its share of words

`bits` needs xz, zstd and 7-Zip (7z); `samples` needs a word list (wamerican).
"""
import argparse, json, math, re, subprocess, tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data
import export
import model as blt
from generate import generate

PROMPTS = ["It was a dark and stormy night", "The old man looked at", "\"I do not know,\" said", "In the beginning there was",
           "She opened the door and", "The captain of the ship", "When I was a boy, my father", "There is nothing in the world",
           "On the morning of the third day", "The king and the queen"]


# ---------------------------------------------------------------- bits per byte

def held_out(work: Path, domain: str, limit: int, per_document: int) -> list[bytes]:
    taken, total = [], 0
    for document in data.load(work, domain, "heldout"):
        piece = document[:min(per_document, limit - total)]
        taken.append(piece)
        total += len(piece)
        if total >= limit:
            break
    return taken


def rows_of(documents, length):
    """Each document from its beginning, in rows of BOS and up to length - 1 bytes; padded with EOS, which is not scored."""
    pieces = [d[i:i + length - 1] for d in documents for i in range(0, len(d), length - 1)]
    rows = np.full((len(pieces), length), data.EOS, np.int64)
    rows[:, 0] = data.BOS
    for row, piece in zip(rows, pieces):
        row[1:len(piece) + 1] = np.frombuffer(piece, np.uint8).astype(np.int64) + data.BYTE_OFFSET
    return torch.from_numpy(rows)


@torch.no_grad()
def measure(documents, config, entropy_model, model, length, batch_bytes=16384):
    total = dict(entropy=0.0, blt=0.0, bytes=0, patches=0)
    first, later = [], []
    for ids in rows_of(documents, length).split(max(1, batch_bytes // length)):
        logits = entropy_model(ids)
        entropies = blt.entropy(logits)
        starts = blt.patch_starts(entropies, config["patching_threshold"])
        targets, real = ids[:, 1:], ids[:, 1:] >= data.BYTE_OFFSET
        for name, out in (("entropy", logits), ("blt", model(ids, starts))):
            nats = F.cross_entropy(out[:, :-1].flatten(0, 1).float(), targets.flatten(), reduction="none").view_as(targets)
            total[name] += (nats * real).sum().item() / math.log(2)
        total["bytes"] += real.sum().item()
        total["patches"] += (starts[:, 1:-1] & real).sum().item()
        letter = ((ids >= 65 + 4) & (ids <= 90 + 4)) | ((ids >= 97 + 4) & (ids <= 122 + 4))
        first.append(entropies[:, :-1][letter[:, 1:] & ~letter[:, :-1]])
        later.append(entropies[:, :-1][letter[:, 1:] & letter[:, :-1]])
    first, later = torch.cat(first).mean().item(), torch.cat(later).mean().item()
    return total["entropy"] / total["bytes"], total["blt"] / total["bytes"], total["bytes"] / total["patches"], first / later


def compressed(documents):
    """Bits per byte of xz -9e, zstd --ultra -22 and PPMd on the same bytes, as one file."""
    content = b"".join(documents)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text"
        file.write_bytes(content)
        subprocess.run(["xz", "-9e", "-k", file], check=True)
        subprocess.run(["zstd", "-q", "--ultra", "-22", file, "-o", f"{file}.zst"], check=True)
        subprocess.run(["7z", "a", "-m0=PPMd:o=16:mem=256m", f"{file}.7z", file], check=True, capture_output=True)
        return [8 * Path(f"{file}.{kind}").stat().st_size / len(content) for kind in ("xz", "zst", "7z")]


def bits(a):
    config, entropy_model, model = export.load(a.model)
    print(f"{'domain':8s} {'bytes':>8s} {'xz -9e':>7s} {'zstd-22':>7s} {'PPMd':>7s} {'entropy':>7s} {'BLT':>7s} {'BLT/PPMd':>8s} {'patch':>6s} {'ratio':>6s}")
    for domain in a.domains or data.MIXTURE:
        documents = held_out(a.work, domain, a.prose_limit if domain == "prose" else a.limit, a.per_document)
        e, b, patch, ratio = measure(documents, config, entropy_model, model, a.length)
        xz, zstd, ppmd = compressed(documents)
        print(f"{domain:8s} {sum(map(len, documents)):8d} {xz:7.3f} {zstd:7.3f} {ppmd:7.3f} {e:7.3f} {b:7.3f} {b / ppmd:8.3f} {patch:6.2f} {ratio:6.2f}", flush=True)


# ---------------------------------------------------------------- figure and samples

def figure(a):
    config, entropy_model, _ = export.load(a.model)
    ids = export.ids_of(a.text)
    entropies = blt.entropy(entropy_model(ids))[0].tolist()
    threshold = config["patching_threshold"]
    starts = blt.patch_starts(torch.tensor([entropies]), threshold)[0].tolist()
    content = a.text.encode()
    patches, current = [], b""
    for byte, begins in zip(content, starts[1:]):
        if begins and current:
            patches.append(current)
            current = b""
        current += bytes([byte])
    patches.append(current)
    print("|".join(p.decode("utf-8", "replace") for p in patches))
    print(f"{len(content)} bytes, {len(patches)} patches, mean {len(content) / len(patches):.2f}, threshold {threshold:.4f} nats")
    for byte, h, begins in zip(content, entropies, starts[1:]):
        print(f"{chr(byte) if 32 < byte < 127 else '␣' if byte == 32 else f'{byte:02x}'}  {h:5.2f} {'|' if begins else ' '} {'█' * round(h * 10)}")


def samples(a):
    config, entropy_model, model = export.load(a.model)
    rounds = math.ceil(a.kilobytes * 1000 / (len(PROMPTS) * (a.sample_length - 30)))
    rows = generate([p.encode() for p in PROMPTS * rounds], a.sample_length, config, entropy_model, model, a.temperature, a.seed)
    texts = [bytes(i - data.BYTE_OFFSET for i in row[1:]).decode("utf-8", "replace") for row in rows.tolist()]
    words = {w.strip().lower() for w in a.words.read_text().split("\n")}
    written = [text.encode()[len(p.encode()):].decode("utf-8", "replace") for text, p in zip(texts, PROMPTS * rounds)]
    found = [w.lower() for text in written for w in re.findall(r"[A-Za-z]+(?:'[a-z]+)?", text)[:-1]]
    known = sum(w in words or w.removesuffix("'s") in words for w in found)
    for text in texts[:len(PROMPTS)]:
        print(text.replace("\n", "\n  "), end="\n\n")
    print(f"{sum(len(t.encode()) for t in written)} bytes, {len(found)} words, {known / len(found):.1%} of them in the list")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["bits", "figure", "samples"])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--domains", nargs="*")
    parser.add_argument("--prose-limit", type=int, default=1_000_000)
    parser.add_argument("--limit", type=int, default=200_000)
    parser.add_argument("--per-document", type=int, default=70_000)
    parser.add_argument("--length", type=int, default=512, help="ids a row, BOS included (bits)")
    parser.add_argument("--sample-length", type=int, default=512, help="ids a sample, prompt included")
    parser.add_argument("--text", default=export.FIGURE)
    parser.add_argument("--kilobytes", type=float, default=20)
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict/words"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    dict(bits=bits, figure=figure, samples=samples)[a.what](a)


if __name__ == "__main__":
    main()
