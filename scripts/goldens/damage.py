"""Goldens for Tests/DatasetsTests: files that libjpeg or libpng warn of, or that end early, and what Pillow reads.

Writes damage/* and damage.json to Tests/DatasetsTests/Goldens: for each file the warning it is made for, whether Pillow
reads it, whether its pixels are those of the undamaged picture, and the grey pixels in base 64. Needs Pillow and numpy.
"""

import base64
import io
import json
import pathlib
import re
import struct
import zlib

from images import picture
from PIL import Image

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "DatasetsTests" / "Goldens"


def jpeg(**options):
    file = io.BytesIO()
    Image.fromarray(picture(37, 29)).save(file, "JPEG", quality=85, **options)
    return file.getvalue()


def segments(data):
    """The offset of each marker before the first scan, and of that scan's data."""
    found, at = {}, 2
    while data[at + 1] != 0xDA:
        found.setdefault(data[at + 1], at)
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    found[0xDA] = at
    found["data"] = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return found


def scans(data):
    """Where each scan of a progressive file starts, with the tables before it, and where the last one ends."""
    starts, at = [], segments(data)[0xDA]
    starts.append(at)
    while True:
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        while not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
            at += 1
        if data[at + 1] == 0xD9:
            return [*starts, at]
        starts.append(at)
        while data[at + 1] != 0xDA:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]


def insert(data, at, extra):
    return data[:at] + extra + data[at:]


def changed(data, at, value):
    return data[:at] + bytes(value) + data[at + len(value) :]


def adobe(data, transform):
    """With Adobe's marker, which names the transform of colours."""
    return insert(data[:2] + data[segments(data)[0xDB] :], 2, b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]))


def jpegs():
    """By name: the warning, the file, and the undamaged one."""
    whole, progressive = jpeg(), jpeg(progressive=True)
    restarts = jpeg(restart_marker_blocks=1)
    at, end = segments(whole), len(whole) - 2
    parts = scans(progressive)
    first_restart = restarts.index(b"\xff\xd0", segments(restarts)["data"])
    third_restart = restarts.index(b"\xff\xd2", first_restart)
    middle = (at["data"] + end) // 2
    zeros = bytes(40)
    return {
        "extraneous-before-eoi.jpg": ("JWRN_EXTRANEOUS_DATA", insert(whole, end, b"\1\2\3\4\5"), whole),
        "extraneous-before-frame.jpg": ("JWRN_EXTRANEOUS_DATA", insert(whole, at[0xC0], b"\0\0\0\0"), whole),
        "extraneous-before-tables.jpg": ("JWRN_EXTRANEOUS_DATA", insert(whole, at[0xDB], b"abc"), whole),
        "extraneous-before-scan.jpg": ("JWRN_EXTRANEOUS_DATA", insert(progressive, parts[3], b"\7" * 20), progressive),
        "extraneous-before-restart.jpg": (
            "JWRN_EXTRANEOUS_DATA", insert(restarts, first_restart, b"\1" * 20), restarts),
        "extraneous-and-cut.jpg": (
            "JWRN_EXTRANEOUS_DATA, then the file ends", insert(whole, at[0xC0], b"\0\0")[:middle], whole),
        "extraneous-and-bad-code.jpg": (
            "JWRN_EXTRANEOUS_DATA, then JWRN_HUFF_BAD_CODE",
            insert(changed(whole, middle, b"\xff\0" * 8), at[0xC0], b"\0\0"), whole),
        "jfif-2.jpg": ("JWRN_JFIF_MAJOR", changed(whole, at[0xE0] + 9, b"\2"), whole),
        "adobe-7.jpg": ("JWRN_ADOBE_XFORM", adobe(whole, 7), whole),
        "not-sequential.jpg": (
            "JWRN_NOT_SEQUENTIAL", changed(whole, at["data"] - 3, b"\0\x3e\0"), whole),
        "bogus-progression-twice.jpg": (
            "JWRN_BOGUS_PROGRESSION", insert(progressive, parts[1], progressive[parts[0] : parts[1]]), progressive),
        "bogus-progression-missing.jpg": (
            "JWRN_BOGUS_PROGRESSION", progressive[: parts[1]] + progressive[parts[2] :], progressive),
        "bad-code.jpg": ("JWRN_HUFF_BAD_CODE", changed(whole, middle, b"\xff\0" * 8), whole),
        "bad-code-progressive.jpg": (
            "JWRN_HUFF_BAD_CODE", changed(progressive, parts[2] + 60, b"\xff\0" * 3), progressive),
        "marker-in-data.jpg": ("JWRN_HIT_MARKER", whole[:middle] + whole[end:], whole),
        "marker-in-data-progressive.jpg": (
            "JWRN_HIT_MARKER", progressive[: parts[4] - 20] + progressive[parts[4] :], progressive),
        "resync.jpg": ("JWRN_MUST_RESYNC", restarts[:first_restart] + restarts[third_restart:], restarts),
        "cut.jpg": ("JWRN_JPEG_EOF", whole[:middle], whole),
        "cut-progressive.jpg": ("JWRN_JPEG_EOF", progressive[: parts[-1] - 60], progressive),
        "cut-between-scans.jpg": ("JWRN_JPEG_EOF", progressive[: parts[4]], progressive),
        "last-bytes-missing.jpg": ("JWRN_JPEG_EOF", whole[: end - 6], whole),
        "no-end-marker.jpg": ("JWRN_JPEG_EOF", whole[:end], whole),
        "half-an-end-marker.jpg": ("JWRN_JPEG_EOF", whole[: end + 1], whole),
        "no-end-marker-progressive.jpg": ("JWRN_JPEG_EOF", progressive[: parts[-1]], progressive),
        "no-end-marker-but-zeros.jpg": ("JWRN_JPEG_EOF", whole[:end] + zeros, whole),
        "bytes-after-the-end.jpg": ("none", whole + b"camera" + zeros, whole),
        "fill-bytes.jpg": ("none", insert(whole, at[0xDB], b"\xff\xff\xff"), whole),
    }


def chunk(name, body, wrong=0):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body) ^ wrong)


def pngs():
    """By name: what is wrong, the file, and the undamaged one."""
    samples = picture(37, 29)
    rows = b"".join(b"\0" + row.tobytes() for row in samples)
    packed = zlib.compress(rows, 9)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 37, 29, 8, 2, 0, 0, 0))
    grey_start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 37, 29, 8, 0, 0, 0, 0))
    grey_data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in samples[..., 0]), 9)
    grey = grey_start + chunk(b"IDAT", grey_data) + chunk(b"IEND", b"")
    data, end = chunk(b"IDAT", packed), chunk(b"IEND", b"")
    whole = start + data + end
    text = b"Comment\0x"
    wrong_sum = packed[:-1] + bytes([packed[-1] ^ 1])
    files = {
        "text-crc.png": ("tEXt: CRC error", start + chunk(b"tEXt", text, 1) + data + end),
        "text-crc-after.png": ("tEXt: CRC error", start + data + chunk(b"tEXt", text, 1) + end),
        "data-crc.png": ("IDAT: CRC error", start + chunk(b"IDAT", packed, 1) + end),
        "end-crc.png": ("IEND: CRC error", start + data + chunk(b"IEND", b"", 1)),
        "checksum.png": ("IDAT: incorrect data check", start + chunk(b"IDAT", wrong_sum) + end),
        "checksum-missing.png": ("IDAT: not enough data for the checksum", start + chunk(b"IDAT", packed[:-4]) + end),
        "more-data.png": ("IDAT: Extra compressed data", start + chunk(b"IDAT", packed + b"more") + end),
        "more-rows.png": (
            "IDAT: Too much image data", start + chunk(b"IDAT", zlib.compress(rows + bytes(112), 9)) + end),
        "fewer-rows.png": ("IDAT: Not enough image data", start + chunk(b"IDAT", zlib.compress(rows[:-112], 9)) + end),
        "second-data.png": ("IDAT: Too many IDATs", start + data + chunk(b"tEXt", text) + data + end),
        "gamma-twice.png": ("gAMA: duplicate", start + chunk(b"gAMA", b"\0\0\xb1\x8f") * 2 + data + end),
        "gamma-invalid.png": ("gAMA: invalid", start + chunk(b"gAMA", bytes(4)) + data + end),
        "gamma-short.png": ("gAMA: invalid length", start + chunk(b"gAMA", b"\0") + data + end),
        "profile.png": ("iCCP: bad profile", start + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"none")) + data + end),
        "chromaticity.png": ("cHRM: invalid", start + chunk(b"cHRM", b"\xff" * 32) + data + end),
        "physical-after.png": ("pHYs: out of place", start + data + chunk(b"pHYs", bytes(9)) + end),
        "transparency-long.png": ("tRNS: invalid length", start + chunk(b"tRNS", bytes(7)) + data + end),
        "text-no-keyword.png": ("tEXt: bad keyword", start + chunk(b"tEXt", b"\0x") + data + end),
        "unknown-ancillary.png": ("none", start + chunk(b"zzZz", b"x") + data + end),
        "no-end.png": ("the file ends before IEND", start + data),
        "half-an-end.png": ("the file ends in IEND", start + data + end[:6]),
        "bytes-after-the-end.png": ("none", whole + b"more"),
        "cut-in-checksum.png": ("the file ends in the checksum", (start + data)[:-6]),
        "cut-in-rows.png": ("the file ends in the rows", (start + data)[:-40]),
        "bad-distance.png": (
            "IDAT: invalid distance", start + chunk(b"IDAT", packed[:900] + bytes(9) + packed[909:]) + end),
    }
    made = {name: (what, file, whole) for name, (what, file) in files.items()}
    palette = grey_start + chunk(b"PLTE", bytes(6)) + chunk(b"IDAT", grey_data) + end
    made["palette-in-grey.png"] = ("PLTE: ignored in grayscale PNG", palette, grey)
    return made


def pixels(data):
    """Grey pixels by Pillow, or what it says."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return image.convert("RGB").convert("L").tobytes() if image.mode != "L" else image.tobytes(), None
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        # Without the address of the file object, which is another each time.
        return None, re.sub(" at 0x[0-9a-f]+", "", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    folder = FOLDER / "damage"
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for name, (warning, data, whole) in {**jpegs(), **pngs()}.items():
        (folder / name).write_bytes(data)
        made, refusal = pixels(data)
        entry = {"file": name, "warning": warning, "pillow": refusal or "reads it"}
        if made is not None:
            entry["sameAsWhole"] = made == pixels(whole)[0]
            entry["pixels"] = base64.b64encode(made).decode()
        entries.append(entry)
    (FOLDER / "damage.json").write_text(json.dumps(entries, indent=1) + "\n")
