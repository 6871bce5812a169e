"""Writes Tests/TensorsTests/Goldens/bfloat16.json: pairs of a float's bits and of what PyTorch rounds it to.

Needs PyTorch. Usage: python scripts/goldens/bfloat16.py
"""

import json
import pathlib

import torch

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TensorsTests" / "Goldens" / "bfloat16.json"

# Around each tie of a few upper halves: zero, the smallest, ordinary ones even and odd, the largest, infinity.
halves = [0x0000, 0x0001, 0x0080, 0x3F7F, 0x3F80, 0x3F81, 0x4049, 0x7F7E, 0x7F7F, 0x7F80]
lows = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF]
bits = [sign << 31 | half << 16 | low for sign in (0, 1) for half in halves for low in lows]
bits = [value for value in bits if value & 0x7FFFFFFF <= 0x7F800000]
torch.manual_seed(0)
bits += [value & 0xFFFFFFFF for value in torch.randn(200).view(torch.int32).tolist()]
integers = torch.tensor([value - (1 << 32) if value >> 31 else value for value in bits], dtype=torch.int32)
floats = integers.view(torch.float32)
rounded = [value & 0xFFFF for value in floats.to(torch.bfloat16).view(torch.int16).tolist()]
GOLDEN.write_text(json.dumps([list(pair) for pair in zip(bits, rounded, strict=True)]) + "\n")
