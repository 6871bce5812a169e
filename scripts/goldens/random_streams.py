"""Writes Tests/TensorsTests/Goldens/random.json: what RandomStream draws, computed by a second implementation.

The generator is Philox 4×32-10 as the paper gives it (Salmon, Moraes, Dror, Shaw, SC 2011); the layout of counter and
key is the table in the doc comment of RandomStream.

Usage: python scripts/goldens/random_streams.py    (needs numpy)
"""

import json
import pathlib

import numpy as np

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TensorsTests" / "Goldens" / "random.json"
PURPOSES = [
    "initialization", "shuffle", "dropout", "validationSplit", "balance", "augmentation", "synthesis", "fingerprint",
]
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(counter, key):
    """Four arrays of words of four arrays of counter words, all uint64 that hold 32 bits."""
    c0, c1, c2, c3 = (np.asarray(word, np.uint64) for word in counter)
    k0, k1 = key
    for _ in range(10):
        product0 = c0 * np.uint64(0xD2511F53)
        product1 = c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (
            (product1 >> HALF) ^ c1 ^ np.uint64(k0), product1 & LOW,
            (product0 >> HALF) ^ c3 ^ np.uint64(k1), product0 & LOW,
        )
        k0 = (k0 + 0x9E3779B9) % 2**32
        k1 = (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def words(elements, seed, purpose, epoch, step, microBatch, index):
    """The random words of these elements of a stream."""
    elements = np.asarray(elements, np.uint64)
    place = np.zeros_like(elements)
    last = epoch + microBatch * 2**16 + PURPOSES.index(purpose) * 2**28
    counter = (elements // np.uint64(4), place + np.uint64(index), place + np.uint64(step), place + np.uint64(last))
    block = np.stack(philox(counter, (seed % 2**32, seed // 2**32)))
    return block[(elements % np.uint64(4)).astype(int), np.arange(len(elements))]


def permutation(count, stream):
    """The numbers below count, sorted by 64 bits each."""
    numbers = np.arange(count)
    low, high = words(2 * numbers, **stream), words(2 * numbers + 1, **stream)
    return np.lexsort((numbers, low, high))


def case(purpose, seed=0, epoch=0, step=0, microBatch=0, index=0):
    stream = {
        "seed": seed, "purpose": purpose, "epoch": epoch, "step": step, "microBatch": microBatch, "index": index,
    }
    first = words(np.arange(80), **stream)
    far = [1_000_003, 4 * 12_345_678 + 2, 2**34 - 1]
    return {
        **stream,
        "words": [int(word) for word in first],
        "far": [
            {"element": element, "word": int(word)} for element, word in zip(far, words(far, **stream), strict=True)
        ],
        "uniforms": [float(np.float32(word // np.uint64(256)) * np.float32(2.0**-24)) for word in first[:16]],
        "word64": [int(low) + int(high) * 2**32 for low, high in zip(first[0:32:2], first[1:32:2], strict=True)],
        "permutations": [[int(number) for number in permutation(count, stream)] for count in (0, 1, 2, 37)],
    }


cases = [case(purpose) for purpose in PURPOSES]
cases += [
    case("dropout", seed=2**64 - 1, epoch=65_535, step=2**32 - 1, microBatch=4_095, index=2**32 - 1),
    case("shuffle", seed=0x0123456789ABCDEF, epoch=1),
    case("shuffle", seed=0x0123456789ABCDEF, epoch=2),
    case("dropout", seed=42, epoch=3, step=7, microBatch=2, index=11),
    case("dropout", seed=42, epoch=3, step=7, microBatch=3, index=11),
    case("fingerprint", seed=2**32, epoch=17, step=1, microBatch=1, index=1),
]
GOLDEN.write_text(json.dumps({"cases": cases}).replace("}, {\"seed\"", "},\n{\"seed\"") + "\n")
