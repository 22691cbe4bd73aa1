"""Records what transformers and tokenizers answer for small Llamas with random weights, for the engine to be held to.

    python record.py FOLDER           needs torch, transformers, tokenizers, safetensors
    python record.py FOLDER ropes     only the logits of llama-tied under scaled rotary embeddings, from the weights that lie there

llama-tied: grouped heads, tied embeddings, float32, a tokenizer as Llama 3's (Split and ByteLevel). llama-untied: a head of its
own, bfloat16, a tokenizer as GPT-2's (ByteLevel alone, with a space before every text). In each expected.json: ids of texts, with
what stands before them; for the first texts expected.safetensors has the logits of all positions.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM

LLAMA_3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
           r"|\s*[\r\n]+|\s+(?!\S)|\s+")
BOS, EOS = "<|begin_of_text|>", "<|end_of_text|>"

LEARNT = """The lighthouse keeper had counted the ships for thirty years. He couldn't say why; he'd always done it.
def main(argument: int) -> None:\n    return [x ** 2 for x in range(argument) if x % 3 == 0]\n
Der Leuchtturmwärter zählte die Schiffe. Le gardien comptait les bateaux. 灯塔看守人数着船。灯台守は船を数えていた。
Смотритель маяка считал корабли. 1984, 2001, 31415926535. they're we've I'LL she'd it's Don'T\n\n\n   abcabcabc abcdabcd
""" * 3

TEXTS = [
    "The lighthouse keeper had counted the ships for thirty years.",
    "def f(x):\n    return x ** 2  # squares\n\n\nprint(f(12345))\n",
    "Größe, naïve café — “quotes”… 灯塔看守人, Смотритель, שלום, नमस्ते, 👩‍👩‍👧 🇩🇪",
    "",
    " ",
    "   leading and trailing   ",
    "\n\n\r\n \t x\u00a0y\u2003z\u3000w\u2028v\u0085u",
    "I'LL they'Re it\u017fs 'ſ don'T 'S'",
    "1 12 123 1234 12345 ½ ² ٣٤٥ Ⅷ",
    "abcabcabc abcd aabbcc ababab" + "a" * 300,
    " " * 130 + "end",
    f"one{EOS}two {BOS} three<|begin_of_text", 
    "\u0000\u0001\u007f\u200b\ufeff\U0010ffff",
    "x=1;y+=2!==&&||::->...---\r\n***",
    "e\u0301 \u0915\u094d\u0937 _under_score CamelCase ALLCAPS",
]


def llama_3(size):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA_3), behavior="isolated"),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    learn(t, size)
    t.post_processor = processors.TemplateProcessing(single=f"{BOS} $A", special_tokens=[(BOS, t.token_to_id(BOS))])
    return t


def gpt_2(size):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True)
    learn(t, size)
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def learn(t, size):
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator([LEARNT], trainers.BpeTrainer(
        vocab_size=size, special_tokens=[BOS, EOS], initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False))


def record(folder, tokenizer, dtype, **changes):
    torch.manual_seed(20)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = LlamaConfig(**dict(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=64, intermediate_size=160, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512, rope_theta=10000.0, rms_norm_eps=1e-5,
        bos_token_id=0, eos_token_id=1, initializer_range=0.2) | changes)
    model = LlamaForCausalLM(config).to(dtype)
    model.save_pretrained(folder, safe_serialization=True)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    begin = tokenizer.encode("").ids or [config.bos_token_id]
    cases, tensors = [], {}
    for i, text in enumerate(TEXTS):
        ids = tokenizer.encode(text).ids
        cases.append(dict(text=text, ids=ids, decoded=tokenizer.decode(ids, skip_special_tokens=True)))
        if i < 3:
            seen = ids if ids[:1] == begin else begin + ids
            with torch.no_grad():
                tensors[f"{i}.logits"] = model(torch.tensor([seen])).logits[0].contiguous()
    with torch.no_grad():
        prompt = torch.tensor([begin + tokenizer.encode(TEXTS[0], add_special_tokens=False).ids])
        for _ in range(24):
            prompt = torch.cat([prompt, model(prompt).logits[:, -1].argmax(-1, keepdim=True)], 1)
    (folder / "expected.json").write_text(json.dumps(dict(cases=cases, greedy=prompt[0, -24:].tolist())) + "\n")
    save_file(tensors, str(folder / "expected.safetensors"))


ROPES = {
    "linear": dict(rope_type="linear", factor=3.0),
    "dynamic": dict(rope_type="dynamic", factor=2.5),
    "yarn": dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=16),
    "llama3": dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=24),
}


def ropes(folder):
    """For each type its configuration, config-TYPE.json, and the logits of the last eight positions of the first text."""
    tokenizer, tensors = Tokenizer.from_file(str(folder / "tokenizer.json")), {}
    ids = torch.tensor([tokenizer.encode(TEXTS[0]).ids])
    for name, parameters in ROPES.items():
        config = LlamaConfig.from_pretrained(folder)
        config.rope_parameters = dict(parameters, rope_theta=500.0)
        config.max_position_embeddings = 16 if name == "dynamic" else 512
        (folder / f"config-{name}.json").write_text(config.to_json_string(use_diff=False) + "\n")
        model = LlamaForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32).eval()
        with torch.no_grad():
            tensors[f"{name}.logits"] = model(ids).logits[0, -8:].contiguous()
    save_file(tensors, str(folder / "expected-ropes.safetensors"))


if __name__ == "__main__":
    to = Path(sys.argv[1])
    if sys.argv[2:] == ["ropes"]:
        ropes(to / "llama-tied")
        sys.exit()
    record(to / "llama-tied", llama_3(400), torch.float32, tie_word_embeddings=True)
    record(to / "llama-untied", gpt_2(420), torch.bfloat16, tie_word_embeddings=False, num_key_value_heads=4)
    ropes(to / "llama-tied")
