"""Computes the digests of a Chorus checkpoint with nothing but NumPy and the standard library.

Usage: python weights_sha256.py CHECKPOINT

Prints `weights_sha256`, and from `last.safetensors` also `best_weights_sha256` and `state_sha256`, as they stand in
summary.json, and `content_sha256`. Exits 1 if a digest in the file's own metadata differs.
"""

import os
import sys

import checkpoint


def main():
    if len(sys.argv) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return os.EX_USAGE
    tensors, metadata = checkpoint.read_safetensors(sys.argv[1])
    differing = 0
    for name, digest in checkpoint.digests(tensors, metadata).items():
        recorded = metadata.get(name, digest)
        differing += recorded != digest
        print(f"{name} {digest}" + ("" if recorded == digest else f"  (the file says {recorded})"))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
