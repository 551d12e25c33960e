"""Pictures and resampled pictures to compare with. Written with Pillow 13.0.0 and numpy 2.4.6; run in this folder."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

rng = np.random.default_rng(7)


def scene(width, height):
    """Smooth colour with sharp edges and some noise."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 / width, y * 255 / height, 127 + 120 * np.sin(x / 5) * np.cos(y / 7)], -1)
    rgb[height // 4 : height // 2, width // 3 : width // 2] = (230, 20, 60)
    return np.clip(rgb + rng.normal(0, 12, rgb.shape), 0, 255).astype(np.uint8)


source = Image.fromarray(scene(97, 61))
source.save("source.png")
# name, output size, box in the source
for name, size, box in [
    ("shrink", (40, 25), (0, 0, 97, 61)),
    ("grow", (150, 131), (0, 0, 97, 61)),
    ("part", (56, 70), (10.25, 7.5, 80.75, 55.0)),
    ("far", (7, 5), (0, 0, 97, 61)),
]:
    source.resize(size, Image.Resampling.BILINEAR, box=box).save(f"{name}.png")

# Forms of files: each shows the same smooth picture.
y, x = np.mgrid[0:48, 0:64]
smooth = np.stack([x * 4, y * 5, 255 - x * 2 - y * 2], -1).astype(np.uint8)
picture = Image.fromarray(smooth)
picture.save("rgb.png")
picture.save("rgb.bmp")
picture.save("rgb.webp", lossless=True)
picture.save("rgb.tif")
picture.save("rgb.jpg", quality=95, subsampling=0)
picture.save("progressive.jpg", quality=95, subsampling=0, progressive=True)
picture.convert("CMYK").save("cmyk.jpg", quality=95, subsampling=0)
grey = (x * 4).astype(np.uint8)
Image.fromarray(grey).save("grey.png")
Image.fromarray(grey).save("grey.jpg", quality=95)
Image.fromarray(grey).save("grey.jp2")  # lossless
Image.fromarray(grey.astype(np.uint16) * 257).save("grey16.png")
Image.fromarray(np.dstack([grey, grey // 2])).save("grey_alpha.png")
Image.fromarray(np.dstack([smooth, 255 - grey])).save("rgba.png")
flat = Image.new("RGB", (64, 48), (200, 40, 90))
flat.save("animated.gif", save_all=True, append_images=[Image.new("RGB", (64, 48), (0, 255, 0))])
flat.quantize(4).save("palette.png")
Image.fromarray(np.where(x < 32, 255, 0).astype(np.uint8)).convert("1").save("bilevel.png")

exif = Image.Exif()
exif[0x0112] = 6
picture.save("rgb.jp2")  # lossless
picture.save("turned.png", exif=exif)
picture.save("turned.tif", tiffinfo={0x0112: 6})
picture.save("turned.webp", lossless=True, exif=exif)


def png(header, rows):
    """A PNG that Pillow does not write: 16 bits, or absurdly large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


rows = b"".join(b"\0" + (r.astype(">u2") * 257).tobytes() for r in smooth)
open("rgb16.png", "wb").write(png(struct.pack(">IIBBBBB", 64, 48, 16, 2, 0, 0, 0), rows))
open("huge.png", "wb").write(png(struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0), b"\0" * 1000))
