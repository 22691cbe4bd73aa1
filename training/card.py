"""What a model's card shows beside evaluate.py's figures.

    python card.py curve   --log training-log.jsonl --to ../models/blt-demo/curve.svg    # loss over bytes, as a picture
    python card.py words   --work DIR --model ../models/blt-demo --mean 3 4.5 6 8     # of the words of held-out prose, those within one patch
    python card.py spans   --work DIR                                # held-out bytes in long spans that the training text has
    python card.py written --work DIR --model ../models/blt-demo --to samples.jsonl [--show 20]

`words`, `spans` and `written` need what data.py built; `written` a word list too (wamerican). `written` draws what
`evaluate.py samples` draws with the same options.
"""
import argparse, json, math, re
from pathlib import Path

import numpy as np
import torch

import data
import evaluate
import export
import model as blt
from generate import generate

WORD = re.compile(rb"[A-Za-z]+")


# ---------------------------------------------------------------- the curve

class Plot:
    """A line chart over bytes on a logarithmic axis, as SVG that is legible on light and dark pages."""
    WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 380, 52, 150, 16, 44

    def __init__(self, xs, low, high):
        self.x0, self.x1, self.low, self.high = math.log(min(xs)), math.log(max(xs)), low, high
        self.parts = []

    def x(self, mb):
        return self.LEFT + (math.log(mb) - self.x0) / (self.x1 - self.x0) * (self.WIDTH - self.LEFT - self.RIGHT)

    def y(self, bits):
        return self.TOP + (self.high - bits) / (self.high - self.low) * (self.HEIGHT - self.TOP - self.BOTTOM)

    def text(self, x, y, content, colour="#333", anchor="middle"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{content}</text>')

    def rule(self, x0, y0, x1, y1, colour="#ddd", dash=""):
        self.parts.append(f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="{colour}"' + (f' stroke-dasharray="{dash}"' if dash else "") + "/>")

    def grid(self):
        bottom, right = self.HEIGHT - self.BOTTOM, self.WIDTH - self.RIGHT
        for bits in np.arange(math.ceil(self.low * 2) / 2, self.high + 0.01, 0.5):
            self.rule(self.LEFT, self.y(bits), right, self.y(bits))
            self.text(self.LEFT - 8, self.y(bits) + 4, f"{bits:.1f}", anchor="end")
        for mb in (m * 10 ** e for e in range(0, 5) for m in (1, 2, 5)):
            if self.x0 <= math.log(mb) <= self.x1:
                self.rule(self.x(mb), self.TOP, self.x(mb), bottom)
                self.text(self.x(mb), bottom + 18, f"{mb}")
        self.text((self.LEFT + right) / 2, self.HEIGHT - 6, "megabytes seen (bits per byte of the training text, upwards)")

    def line(self, points, colour, name):
        path = "L".join(f"{self.x(mb):.1f} {self.y(min(bits, self.high)):.1f}" for mb, bits in points)
        self.parts.append(f'<path d="M{path}" stroke="{colour}" stroke-width="2"/>')
        mb, bits = points[-1]
        self.text(self.x(mb) + 6, self.y(bits) + 4, f"{name} {bits:.2f}", colour, "start")

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.WIDTH} {self.HEIGHT}" width="{self.WIDTH}" '
                f'height="{self.HEIGHT}" font-family="sans-serif" font-size="12" fill="none">'
                f'<rect width="{self.WIDTH}" height="{self.HEIGHT}" fill="#fff"/>' + "\n".join(self.parts) + "</svg>\n")


def curve(a):
    """Of a log with a line each some steps: the stage, the bytes seen (or the step, and the bytes of all at the end), the bits."""
    lines = [json.loads(line) for line in a.log.read_text().splitlines()]
    stages = {}
    for stage, name, colour in (("entropy", "entropy model", "#b45309"), ("blt", "BLT", "#1d4ed8")):
        mine = [line for line in lines if line.get("stage") == stage]
        each = next((line["bytes"] / line["steps"] for line in mine if line.get("done")), 0)
        stages[name] = colour, [(line.get("bytes_seen", line["step"] * each) / 1e6, line["bits"]) for line in mine if "bits" in line and "step" in line]
    every = [point for _, points in stages.values() for point in points]
    plot = Plot([mb for mb, _ in every], 1.0, 4.0)
    plot.grid()
    for rounds in range(1, int(max(mb for mb, _ in every) / a.text_megabytes) + 1):
        at = plot.x(rounds * a.text_megabytes)
        plot.rule(at, plot.TOP, at, plot.HEIGHT - plot.BOTTOM, "#999", "4 3")
    plot.text(plot.x(a.text_megabytes) - 4, plot.TOP + 12, "once through the text", "#666", "end")
    for name, (colour, points) in stages.items():
        plot.line(points, colour, name)
    a.to.write_text(plot.svg())


# ---------------------------------------------------------------- words and patches

@torch.no_grad()
def entropies_of(document, entropy_model):
    """The entropy of each byte and, last, of what would follow, in rows of 512 ids that overlap by half."""
    found = []
    rows, scored = evaluate.rows_of([document], 512, 256)
    for ids, mine in zip(rows.split(32), scored.split(32)):
        for row, new in zip(blt.entropy(entropy_model(ids)), mine):    # row[i] is of the id after the one at i
            found.append(row[:-1][new[1:]].numpy())
    found = np.concatenate(found)
    assert len(found) == len(document), (len(found), len(document))
    return found


def words(a):
    """A word is a run of ASCII letters; it lies within one patch if no patch begins at its second letter or later."""
    config, entropy_model, _ = export.load(a.model)
    documents = evaluate.held_out(a.work, "prose", a.prose_limit, a.per_document)
    entropies = [entropies_of(document, entropy_model) for document in documents]
    every = np.concatenate(entropies)
    found = [[(w.start(), w.end()) for w in WORD.finditer(d) if w.end() - w.start() > 1] for d in documents]
    count = sum(map(len, found))
    print(f"{count} words of two letters or more in {len(every)} bytes of held-out prose")
    for threshold in [config["patching_threshold"], *(float(np.quantile(every, 1 - 1 / mean)) for mean in a.mean)]:
        begins = [np.concatenate((e > threshold, [False])) for e in entropies]
        whole = sum(not b[s + 1:e].any() for b, w in zip(begins, found) for s, e in w)
        alone = sum(bool(b[s + 1]) for b, w in zip(begins, found) for s, e in w)
        begun = sum(bool(b[s]) for b, w in zip(begins, found) for s, e in w)
        print(f"threshold {threshold:.4f}, mean patch {len(every) / sum(int(b.sum()) for b in begins):.2f}: {whole / count:.1%} lie within one "
              f"patch, at {begun / count:.1%} a patch begins, {alone / count:.1%} lose their first letter to a patch of its own", flush=True)


# ---------------------------------------------------------------- what the training text has too

def spans(a):
    """The share of held-out bytes that lie in some span of --span bytes that the domain's training text has, at any place. Spans of
    the held-out text are kept by a rolling hash, the training text is gone through once, and what hashes alike is compared."""
    for domain in a.domains or data.MIXTURE:
        documents = evaluate.held_out(a.work, domain, a.prose_limit, a.per_document)
        sought = {}
        for d, document in enumerate(documents):
            for i, h in enumerate(rolling(document, a.span)):
                sought.setdefault(int(h), []).append((d, i))
        keys = np.array(sorted(sought), np.uint64)
        covered = [np.zeros(len(document), bool) for document in documents]
        for text in data.load(a.work, domain, "train"):
            hashes = rolling(text, a.span)
            at = np.searchsorted(keys, hashes)
            for j in np.nonzero(keys[np.minimum(at, len(keys) - 1)] == hashes)[0]:
                for d, i in sought[int(hashes[j])]:
                    if not covered[d][i:i + a.span].all() and documents[d][i:i + a.span] == text[j:j + a.span]:
                        covered[d][i:i + a.span] = True
        total = sum(map(len, documents))
        print(f"{domain:8s} {total:7d} bytes, {sum(int(c.sum()) for c in covered) / total:6.1%} in spans of {a.span} bytes of the training text", flush=True)


def rolling(content: bytes, span: int):
    """A polynomial hash modulo 2^64 of each span of the content: prefix sums with powers that have an inverse."""
    if len(content) < span:
        return np.zeros(0, np.uint64)
    base = 0x9E3779B97F4A7C15                                     # odd, so it can be divided by
    inverse = pow(base, -1, 1 << 64)
    values = (np.frombuffer(content, np.uint8).astype(np.uint64) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
    n = len(values)
    up, down = powers(base, n), powers(inverse, n)
    sums = np.concatenate(([np.uint64(0)], np.cumsum(values * up, dtype=np.uint64)))
    return (sums[span:] - sums[:-span]) * down[:n - span + 1]


def powers(base: int, n: int):
    """base^0 … base^(n - 1) modulo 2^64, by doubling."""
    found = np.ones(1, np.uint64)
    while len(found) < n:
        found = np.concatenate((found, found * np.uint64(pow(base, len(found), 1 << 64))))
    return found[:n]


# ---------------------------------------------------------------- what it writes

def pairs_of(text: bytes):
    """Neighbouring words, in small letters, with nothing but white space between them."""
    found = list(WORD.finditer(text.lower()))
    return [(l.group(), r.group()) for l, r in zip(found, found[1:]) if text[l.end():r.start()].isspace()]


def lines_of(text: bytes):
    return [line.strip() for line in text.split(b"\n") if line.strip()]


def share_met(sought: list, work: Path, domains):
    """Of word pairs, the share that is met in training text of these domains, at any place."""
    wanted, met = set(sought), set()
    for domain in domains:
        for document in data.load(work, domain, "train"):
            met.update(wanted.intersection(pairs_of(document)))
    return sum(pair in met for pair in sought) / len(sought)


def written(a):
    config, entropy_model, model = export.load(a.model)
    rounds = math.ceil(a.kilobytes * 1000 / (len(evaluate.PROMPTS) * (a.sample_length - 30)))
    prompts = evaluate.PROMPTS * rounds
    rows = generate([p.encode() for p in prompts], a.sample_length, config, entropy_model, model, a.temperature, a.seed)
    texts = [bytes(i - data.BYTE_OFFSET for i in row[1:] if i >= data.BYTE_OFFSET)[len(p.encode()):] for row, p in zip(rows.tolist(), prompts)]
    a.to.write_text("".join(json.dumps(dict(prompt=p, text=t.decode("utf-8", "replace")), ensure_ascii=False) + "\n"
                            for p, t in zip(prompts, texts)))
    for p, t in list(zip(prompts, texts))[:a.show]:
        print((p + t.decode("utf-8", "replace")).replace("\n", "\n  "), end="\n\n")
    known = {w.strip().lower().encode() for w in a.words.read_text().split("\n")}
    found = [w.lower() for t in texts for w in re.findall(rb"[A-Za-z]+(?:'[a-z]+)?", t)[:-1]]   # the last one may be cut off
    print(f"{sum(map(len, texts))} bytes, {len(found)} words, {sum(w in known or w.removesuffix(b'''s''') in known for w in found) / len(found):.1%} in the list")
    lines = [line for t in texts for line in lines_of(t)]
    print(f"{len(lines)} lines, {len(lines) - len(set(lines))} of them a line that stood before")
    english = ("prose", "english")
    pairs = [pair for t in texts for pair in pairs_of(t)[:-1]]
    held = b"\n".join(evaluate.held_out(a.work, "prose", 4 * sum(map(len, texts)), sum(map(len, texts))))
    theirs = pairs_of(held)
    print(f"{len(pairs)} word pairs, {share_met(pairs, a.work, english):.1%} met in the training text's English; "
          f"of {len(theirs)} of held-out prose, {share_met(theirs, a.work, english):.1%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["curve", "words", "spans", "written"])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--text-megabytes", type=float, default=165.4, help="of training text, for the curve's marks")
    parser.add_argument("--domains", nargs="*")
    parser.add_argument("--prose-limit", type=int, default=200_000, help="bytes of a domain")
    parser.add_argument("--per-document", type=int, default=50_000)
    parser.add_argument("--mean", type=float, nargs="*", default=[], help="also at the thresholds that give patches of these sizes on this text")
    parser.add_argument("--span", type=int, default=100)
    parser.add_argument("--kilobytes", type=float, default=24)
    parser.add_argument("--sample-length", type=int, default=512)
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict/words"))
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    globals()[a.what](a)


if __name__ == "__main__":
    main()
