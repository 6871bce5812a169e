"""Goldens for Tests/DatasetsTests: WebP files and pictures that EXIF or XMP tells to turn, and what Pillow reads.

Writes oriented/*, oriented.json (which file, mode and size lies where) and oriented.bin (the bytes of all results) to
Tests/DatasetsTests/Goldens. Needs Pillow and numpy.
"""

import json
import pathlib
import shutil
import struct
import zlib

from images import picture
from PIL import Image, ImageOps

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "DatasetsTests" / "Goldens"
SIZES = {"L": [None, (20, 31), (50, 61), (37, 12)], "RGB": [None, (13, 7)]}
XMP = '<x:xmpmeta><rdf:Description tiff:Make="c" tiff:Orientation={}/></x:xmpmeta>'


def exif(value, order="<", kind=3, count=1):
    """A record with a text and an orientation in its first directory."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    body = struct.pack(order + {1: "B3x", 3: "H2x", 4: "I"}[kind], value)
    make = struct.pack(order + "HHI4s", 0x010F, 2, 4, b"cam\0")
    entries = make + struct.pack(order + "HHI", 0x0112, kind, count) + body
    return mark + struct.pack(order + "IH", 8, 2) + entries + bytes(4)


def jpeg_with(data, segment):
    """A JPEG with one more APP1 segment."""
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


def png_with(data, name, body, at_end=False):
    """A PNG with one more chunk behind its header, or before its end."""
    chunk = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    at = len(data) - 12 if at_end else 33
    return data[:at] + chunk + data[at:]


def write_files(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    image = Image.fromarray(picture(37, 29))
    alpha = image.copy()
    alpha.putalpha(Image.fromarray(picture(37, 29, seed=2)[..., 2]))
    image.save(folder / "plain.jpg", quality=85)
    image.save(folder / "plain.png")
    jpeg, png = (folder / "plain.jpg").read_bytes(), (folder / "plain.png").read_bytes()
    for value in range(10):
        record = b"Exif\0\0" + exif(value, "<>"[value % 2])
        (folder / f"exif-{value}.jpg").write_bytes(jpeg_with(jpeg, record))
    for value in (2, 3, 5, 8):
        (folder / f"exif-{value}.png").write_bytes(png_with(png, b"eXIf", exif(value)))
    (folder / "long.jpg").write_bytes(jpeg_with(jpeg, b"Exif\0\0" + exif(6, kind=4)))
    (folder / "byte.jpg").write_bytes(jpeg_with(jpeg, b"Exif\0\0" + exif(6, kind=1)))
    (folder / "two-numbers.jpg").write_bytes(jpeg_with(jpeg, b"Exif\0\0" + exif(6, count=2)))
    (folder / "cut-record.jpg").write_bytes(jpeg_with(jpeg, b"Exif\0\0" + exif(6)[:30]))
    record = exif(8)
    (folder / "two-segments.jpg").write_bytes(
        jpeg_with(jpeg_with(jpeg, b"Exif\0\0" + record[20:]), b"Exif\0\0" + record[:20]))
    (folder / "after-the-rows.png").write_bytes(png_with(png, b"eXIf", exif(6), at_end=True))
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + XMP.format('"7"').encode()
    (folder / "xmp.jpg").write_bytes(jpeg_with(jpeg, xmp))
    (folder / "xmp-and-exif.jpg").write_bytes(jpeg_with(jpeg_with(jpeg, xmp), b"Exif\0\0" + exif(1)))
    element = b"<x><tiff:Orientation>4</tiff:Orientation></x>"
    (folder / "xmp.png").write_bytes(png_with(png, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + element))
    (folder / "packed-xmp.png").write_bytes(
        png_with(png, b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(element)))
    profile = "\nexif\n{:8}\n{}\n".format(len(record) + 6, (b"Exif\0\0" + record).hex()).encode()
    (folder / "profile.png").write_bytes(
        png_with(png, b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile)))
    (folder / "plain-profile.png").write_bytes(png_with(png, b"tEXt", b"Raw profile type exif\0" + profile))
    image.save(folder / "lossy.webp", quality=80)
    image.save(folder / "lossless.webp", lossless=True)
    alpha.save(folder / "alpha.webp", quality=80)
    alpha.save(folder / "lossless-alpha.webp", lossless=True, exact=True)
    image.save(folder / "exif-6.webp", quality=80, exif=exif(6))
    image.save(folder / "xmp.webp", lossless=True, xmp=XMP.format('"5"').encode())


def results(folder):
    entries, data = [], b""
    for path in sorted(folder.iterdir()):
        with Image.open(path) as image:
            turned = ImageOps.exif_transpose(image).convert("RGB")
        for mode, sizes in SIZES.items():
            for size in sizes:
                made = turned.convert(mode)
                if size is not None:
                    # All rows, then all columns, as Pillow did before 13.0, which does the cheaper of them first.
                    made = made.resize((size[0], made.height), Image.Resampling.LANCZOS)
                    made = made.resize(size, Image.Resampling.LANCZOS)
                shape = {"width": made.width, "height": made.height, "channels": len(mode)}
                entries.append({"file": path.name, **shape, "offset": len(data)})
                data += made.tobytes()
    return entries, data


if __name__ == "__main__":
    write_files(FOLDER / "oriented")
    index, pixels = results(FOLDER / "oriented")
    (FOLDER / "oriented.json").write_text(json.dumps(index, indent=0) + "\n")
    (FOLDER / "oriented.bin").write_bytes(pixels)
