"""Holds the training program to model.py: the same loss and gradients, and a resumed run to the uninterrupted one.

    python -m unittest test_training        # some 40 s on two cores, without a GPU
"""
import contextlib, copy, io, json, tempfile, unittest
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data
import export
import model as blt
import packed
import tokens
import train
from optimiser import Optimiser, orthogonalise


def loss_of(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


def gradients(module, loss):
    module.zero_grad(set_to_none=True)
    loss.backward()
    return {name: p.grad.clone() for name, p in module.named_parameters()}


class Losses(unittest.TestCase):
    """Float32, ragged patches, windows shorter than the rows."""

    def setUp(self):
        torch.manual_seed(3)
        torch.set_num_threads(1)
        self.ids = torch.randint(4, 260, (3, 70))
        self.ids[:, 0] = data.BOS
        self.ids[1, 20:40] = 36                                 # n-grams that come again
        self.config = blt.PRESETS["tiny"]

    def same(self, module, reference, found, all_matter=True):
        self.assertAlmostEqual(reference.item(), found.item(), delta=1e-5)
        wanted, mine = gradients(module, reference), gradients(module, found)
        for name in wanted:
            scale = wanted[name].abs().max().item()
            if all_matter:
                self.assertGreater(scale, 0, name)
            self.assertLess((wanted[name] - mine[name]).abs().max().item(), 1e-4 * scale + 1e-8, name)

    def test_entropy_model(self):
        module = blt.EntropyModel(self.config["patcher_config"])
        blt.initialise(module, 1)
        for compiled in (False, True):
            found = packed.PackedEntropy(module, packed.Parts(compiled), packed.PlainAttention())
            self.same(module, loss_of(module(self.ids), self.ids), found.loss(self.ids))
            self.assertLess((found.entropies(self.ids) - blt.entropy(module(self.ids))).abs().max().item(), 1e-5)

    def test_blt(self):
        module = blt.Blt(self.config)
        blt.initialise(module, 1)
        for chance, room in ((0.2, 128), (0.9, 256), (0.0, 64)):       # the last: one long patch that nobody sees
            starts = torch.rand(3, 71) < chance
            starts[:, :2] = True
            counts = starts[:, :-1].sum(1).tolist()
            found = packed.PackedBlt(module, packed.Parts(False), packed.PlainAttention())
            self.same(module, loss_of(module(self.ids, starts), self.ids), found.loss(self.ids, starts, counts, room), chance > 0)

    def test_room_changes_nothing(self):
        module = blt.Blt(self.config)
        blt.initialise(module, 1)
        starts = torch.rand(3, 71) < 0.3
        starts[:, :2] = True
        counts = starts[:, :-1].sum(1).tolist()
        found = packed.PackedBlt(module, packed.Parts(False), packed.PlainAttention())
        self.same(module, found.loss(self.ids, starts, counts, sum(counts)), found.loss(self.ids, starts, counts, 300))
        with self.assertRaises(ValueError):
            found.loss(self.ids, starts, counts, sum(counts) - 1)

    def test_token_model(self):
        module = tokens.TokenModel(tokens.configuration(64, 2, 2, 96))
        tokens.initialise(module, 1)
        found = packed.PackedTokens(module, packed.Parts(False), packed.PlainAttention())
        self.same(module, loss_of(module(self.ids), self.ids), found.loss(self.ids))

    def test_a_byte_is_not_told_by_later_ones(self):
        module = blt.Blt(self.config)
        blt.initialise(module, 1)
        starts = torch.rand(3, 71) < 0.3
        starts[:, :2] = True
        other = self.ids.clone()
        other[:, 50:] = 7
        before = [module(ids, starts)[:, :49] for ids in (self.ids, other)]
        self.assertTrue(torch.equal(*before))


class Optimisers(unittest.TestCase):
    def test_matrices_together_are_matrices_alone(self):
        torch.manual_seed(0)
        for shape in ((5, 40, 24), (3, 24, 40), (2, 32, 32)):
            x = torch.randn(shape)
            together = orthogonalise(x)
            for i, one in enumerate(x):
                self.assertLess((together[i] - orthogonalise(one[None])[0]).abs().max().item(), 1e-2)
            before, values = torch.linalg.svdvals(x), torch.linalg.svdvals(together)
            far = before > 0.1 * before.amax()                 # what is next to nothing grows slowly
            self.assertTrue(((values > 0.5) & (values < 1.4))[far].all(), values)

    def test_state_brings_everything_back(self):
        torch.manual_seed(0)
        modules = [blt.EntropyModel(blt.PRESETS["tiny"]["patcher_config"]) for _ in range(2)]
        for seed, module in enumerate(modules):
            blt.initialise(module, seed)
        first, second = map(Optimiser, modules)
        ids = torch.randint(4, 260, (2, 30))

        def step(module, optimiser):
            loss_of(module(ids), ids).backward()
            optimiser.step(0.7)
        step(modules[0], first)
        second.restore(copy.deepcopy(first.state()))
        step(modules[0], first)
        step(modules[1], second)
        for a, b in zip(modules[0].parameters(), modules[1].parameters()):
            self.assertTrue(torch.equal(a, b))


class Runs(unittest.TestCase):
    """Whole runs on a few kilobytes of text."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = Path(self.folder.name)
        (self.work / "text").mkdir()
        rng = np.random.default_rng(0)
        words = [bytes(rng.integers(97, 123, n)) for n in rng.integers(2, 9, 60)]
        for domain in data.MIXTURE:
            for split in ("train", "heldout"):
                documents = [b" ".join(words[i] for i in rng.integers(0, 60, 300)) for _ in range(4)]
                (self.work / "text" / f"{domain}.{split}.bin").write_bytes(b"".join(documents))
                np.save(self.work / "text" / f"{domain}.{split}.npy", np.cumsum([0] + [len(d) for d in documents]))
        self.quietly(data.pack, self.work, 150, 64, "rows", 1, None)

    def quietly(self, what, *arguments):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return what(*arguments)

    def train(self, *arguments):
        return self.quietly(train.main, [*map(str, arguments), "--preset", "tiny", "--work", str(self.work), "--batch", "512", "--no-compile",
                                         "--dtype", "float32", "--warmup", "3", "--threads", "1"])

    def test_resumed_is_uninterrupted(self):
        whole, resumed = self.work / "whole", self.work / "resumed"
        self.assertEqual(0, self.train("model", "--out", whole, "--bytes", "20000", "--entropy-share", "0.4"))
        codes = [self.train("model", "--out", resumed, "--bytes", "20000", "--entropy-share", "0.4", "--stop-after", stop) for stop in (5, 9)]
        self.assertEqual([130, 130], codes)
        self.assertTrue((resumed / "entropy.state").exists())
        codes = [self.train("model", "--out", resumed, "--bytes", "20000", "--entropy-share", "0.4", "--stop-after", stop) for stop in (19, 21)]
        self.assertEqual([130, 130], codes)
        self.assertTrue((resumed / "blt.state").exists())
        self.assertEqual(0, self.train("model", "--out", resumed, "--bytes", "20000", "--entropy-share", "0.4"))
        self.assertEqual((whole / "model.safetensors").read_bytes(), (resumed / "model.safetensors").read_bytes())
        self.assertEqual(json.loads((whole / "config.json").read_text()), json.loads((resumed / "config.json").read_text()))
        bits = [json.loads(line) for line in (whole / "log.jsonl").read_text().splitlines()]
        self.assertEqual({"entropy", "blt"}, {line["stage"] for line in bits})

    def test_pair_sees_equal_bytes(self):
        try:
            import tokenizers  # noqa: F401
        except ImportError:
            self.skipTest("tokenizers is not installed")
        self.quietly(tokens.vocabulary, self.work, self.work / "tokens", 1)
        self.quietly(tokens.pack, self.work, self.work / "tokens", 100, 32, 1)
        self.assertEqual(0, self.train("entropy", "--out", self.work / "e", "--bytes", "4000"))
        self.assertEqual(0, self.train("pair", "--out", self.work / "pair", "--entropy-from", self.work / "e", "--bytes", "6000",
                                      "--token-shape", 32, 2, 2, 48))
        seen = {}
        for line in (self.work / "pair" / "log.jsonl").read_text().splitlines():
            seen[json.loads(line)["stage"]] = json.loads(line)["bytes_seen"]
        self.assertLess(abs(seen["blt"] - seen["tokens"]), 700, seen)
        config, module = tokens.load(self.work / "pair" / "tokens")
        self.assertEqual("llama", config["model_type"])
        export.load(self.work / "pair" / "blt")


if __name__ == "__main__":
    unittest.main()
