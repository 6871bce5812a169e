"""Goldens for Tests/DatasetsTests: small image files, what Pillow makes of them, and sample orders.

Writes images/*, images.json (which file, mode and size lies where) and images.bin (the bytes of all results), and
orders.json (permutations by a numpy replica of Philox 4x32-10) to Tests/DatasetsTests/Goldens. Needs Pillow and numpy.
"""

import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "DatasetsTests" / "Goldens"
GREY_SIZES = [None, (48, 48), (20, 31), (61, 43), (3, 70)]
RGB_SIZES = [None, (30, 31), (13, 7)]


def picture(width, height, seed=1):
    """A smooth RGB picture with edges and some noise, all values from 0 to 255."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(seed).integers(-20, 21, (height, width, 3))
    red = 128 + 127 * np.sin(x / 5)
    green = 255 * y / height
    blue = np.where((x // 6 + y // 4) % 2 == 0, 250, 20)
    return np.clip(np.stack([red, green, blue], axis=-1) + noise, 0, 255).astype(np.uint8)


def write_png(path, samples, depth, colour, interlaced=False):
    """Writes what Pillow cannot: 16-bit colour, and Adam7 interlacing. samples: height x width x channels."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for left, top, right_step, down_step in passes if interlaced else [(0, 0, 1, 1)]:
        for row in samples[top::down_step, left::right_step]:
            if row.size:
                data += b"\0" + row.astype(">u2" if depth == 16 else "u1").tobytes()

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    )


def write_images(folder):
    """Writes every file; returns the 8-bit RGB or grey pixels of those that Pillow does not read in full depth."""
    folder.mkdir(parents=True, exist_ok=True)
    rgb = Image.fromarray(picture(37, 29))
    grey = rgb.convert("L")
    alpha = Image.fromarray(picture(37, 29, seed=2)[..., 2])
    with_alpha = rgb.copy()
    with_alpha.putalpha(alpha)
    grey_alpha = grey.copy()
    grey_alpha.putalpha(alpha)
    grey.save(folder / "grey.png")
    rgb.save(folder / "rgb.png")
    with_alpha.save(folder / "rgba.png")
    grey_alpha.save(folder / "grey-alpha.png")
    rgb.quantize(64).save(folder / "palette.png")
    rgb.quantize(13).save(folder / "palette-4-bit.png", bits=4)
    rgb.quantize(32).save(folder / "palette-transparency.png", transparency=3)
    grey.point(lambda value: 255 * (value > 120)).convert("1").save(folder / "1-bit.png")
    write_png(folder / "interlaced.png", picture(37, 29), 8, 2, interlaced=True)

    deep = picture(37, 29, seed=3).astype(np.uint32) * 256 + picture(37, 29, seed=4)
    write_png(folder / "grey-16-bit.png", deep[..., :1], 16, 0)
    write_png(folder / "rgb-16-bit.png", deep, 16, 2)
    scaled = ((deep + 128) // 257).astype(np.uint8)

    rgb.save(folder / "rgb.jpg", quality=85)
    rgb.save(folder / "rgb-4-4-4.jpeg", quality=90, subsampling=0)
    rgb.save(folder / "progressive.JPG", quality=75, progressive=True)
    grey.save(folder / "grey.jpg", quality=85)
    rgb.convert("CMYK").save(folder / "cmyk.jpg", quality=90)
    Image.fromarray(picture(211, 160)).save(folder / "large.jpg", quality=60)
    return {
        "grey-16-bit.png": Image.fromarray(scaled[..., 0]),
        "rgb-16-bit.png": Image.fromarray(scaled),
    }


def results(folder, deep):
    entries, data = [], b""
    for path in sorted(folder.iterdir()):
        for mode, sizes in [("L", GREY_SIZES), ("RGB", RGB_SIZES)]:
            image = deep.get(path.name) or Image.open(path)
            converted = image.convert("RGB").convert(mode) if image.mode != mode else image
            for size in sizes:
                if size is None and converted.width > 100:
                    continue
                made = converted if size is None else converted.resize(size, Image.Resampling.LANCZOS)
                size = {"width": made.width, "height": made.height, "channels": len(mode)}
                entries.append({"file": path.name, **size, "offset": len(data)})
                data += made.tobytes()
    return entries, data


def philox(counter, key):
    counter, key = [int(word) for word in counter], [int(word) for word in key]
    for _ in range(10):
        product0, product2 = counter[0] * 0xD2511F53, counter[2] * 0xCD9E8D57
        counter = [
            (product2 >> 32) ^ counter[1] ^ key[0],
            product2 & 0xFFFFFFFF,
            (product0 >> 32) ^ counter[3] ^ key[1],
            product0 & 0xFFFFFFFF,
        ]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


def permutation(count, seed, purpose, epoch=0, index=0):
    """The numbers below count, sorted by 64 random bits: words 2i and 2i + 1 of the stream, low word first."""
    draws = []
    for number in range(count):
        words = philox([number // 2, index, 0, epoch | purpose << 28], [seed & 0xFFFFFFFF, seed >> 32])
        low = number % 2 * 2
        draws.append((words[low] | words[low + 1] << 32, number))
    return [number for _, number in sorted(draws)]


def orders():
    shuffle, validation_split = 1, 3
    return {
        "epochs": [
            {"count": count, "seed": str(seed), "epoch": epoch, "order": permutation(count, seed, shuffle, epoch)}
            for count, seed, epoch in [(10, 0, 1), (10, 0, 2), (23, (7 << 40) + 5, 500)]
        ],
        "heldOut": [
            {"count": count, "places": sorted(permutation(count, 9, validation_split, index=label)[:held_out])}
            for label, count, held_out in [(0, 12, 3), (1, 5, 1), (2, 2, 1)]
        ],
    }


if __name__ == "__main__":
    deep_images = write_images(FOLDER / "images")
    index, pixels = results(FOLDER / "images", deep_images)
    (FOLDER / "images.json").write_text(json.dumps(index, indent=0) + "\n")
    (FOLDER / "images.bin").write_bytes(pixels)
    (FOLDER / "orders.json").write_text(json.dumps(orders()) + "\n")
