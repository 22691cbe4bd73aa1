#!/usr/bin/env python3
"""Says what ptxas makes of each kernel that was compiled for the PTX driver: registers, spills, shared memory.

    ./blt devices --tune --backend tornado:ptx      # compiles all variants, which are kept in the user's cache
    python benchmarks/peer/registers.py --arch sm_90

The kernel's arguments follow its name: kinds of arrays, and the integers that it was compiled with.
"""

import argparse
import os
import pathlib
import re
import subprocess
import tempfile

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "blt4j" / "kernels"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arch", default="sm_90", help="what is compiled for")
    parser.add_argument("--cache", type=pathlib.Path, default=CACHE, help="where kernels are kept")
    parser.add_argument("--ptxas", default="ptxas")
    options = parser.parse_args()
    rows = {}
    for file in sorted(options.cache.glob("*.txt")):
        lines = file.read_text().splitlines()
        code = "\n".join(lines[3:-1])
        if ".visible .entry" in code:
            rows[lines[-1].removeprefix("// ")] = compiled(code, options)
    print("| kernel | registers | spilled bytes | shared bytes |\n| --- | ---: | ---: | ---: |")
    for kernel, row in sorted(rows.items()):
        print(f"| {kernel} | {' | '.join(row)} |")


def compiled(code, options):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "kernel.ptx"
        source.write_text(code)
        command = [options.ptxas, "-v", f"-arch={options.arch}", str(source), "-o", str(source) + ".cubin"]
        told = subprocess.run(command, capture_output=True, text=True, check=False).stderr

    def number(pattern):
        found = re.search(pattern, told)
        return found.group(1) if found else "0"

    return number(r"Used (\d+) registers"), number(r"(\d+) bytes spill stores"), number(r"(\d+) bytes smem")


if __name__ == "__main__":
    main()
