"""Writes Tests/PlotsTests/Goldens/ticks.json: matplotlib's round numbers for axes, for the tests of Plots.

Usage: python scripts/goldens/ticks.py    (needs matplotlib)
"""

import json
import pathlib

import matplotlib
from matplotlib.ticker import MaxNLocator

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "PlotsTests" / "Goldens"

DOMAINS = [
    (0, 1), (0, 0.37), (0.12, 0.815), (0.6, 0.67), (1, 500), (1, 239), (1, 3), (0.86, 3.14), (0, 7164), (0, 436),
    (1.1795, 9.3), (0.695, 2.1), (-3, 3), (-0.02, 0.013), (1e-5, 1e-4), (2500, 2600), (0, 12), (17, 18.5),
]


def ticks(low, high, intervals, whole):
    """The ticks that are in the domain: the locator adds one beyond each end."""
    locator = MaxNLocator(nbins=intervals, steps=[1, 2, 2.5, 5, 10], integer=whole)
    room = (high - low) * 1e-9
    return [float(tick) for tick in locator.tick_values(low, high) if low - room <= tick <= high + room]


cases = [
    {"low": low, "high": high, "intervals": intervals, "whole": whole, "ticks": ticks(low, high, intervals, whole)}
    for low, high in DOMAINS
    for intervals in (3, 5, 6, 12)
    for whole in (False, True)
    # Of a domain without two whole numbers, matplotlib labels the numbers around it.
    if not whole or high - low >= 2
]
text = json.dumps({"made_with": f"matplotlib {matplotlib.__version__}", "cases": cases}, indent=1)
(GOLDENS / "ticks.json").write_text(text + "\n", encoding="utf-8")
