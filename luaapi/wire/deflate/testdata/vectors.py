"""Makes cpython.txt: what CPython's zlib decompresses data to, right and wrong.

    python3 vectors.py > cpython.txt

The output is the same in every run with one version of zlib, whose name is in
it. A line holds the format, the compressed data and, after "=", the length and
the first half of the SHA-256 of what they decompress to, or, after "!", the
sentence of the error.

Left out are streams that need a preset dictionary, which has a sentence of
our own.
"""

import hashlib
import platform
import random
import zlib

FORMATS = {"raw": -15, "zlib": 15, "gzip": 31, "auto": 47}
WORDS = b"alpha beta gamma delta epsilon zeta".split()


def texts():
    yield b""
    yield b"a"
    yield b"a" * 5000
    yield b"the quick brown fox jumps over the lazy dog. " * 8
    yield b" ".join(random.choice(WORDS) for _ in range(150))
    yield random.randbytes(200)
    yield bytes(range(256)) * 4
    yield bytes(min(int(random.expovariate(0.05)), 255) for _ in range(600))


def compressed(data, wbits, level, strategy):
    c = zlib.compressobj(level, zlib.DEFLATED, wbits, 8, strategy)
    half = len(data) // 2
    return c.compress(data[:half]) + (c.flush(zlib.Z_SYNC_FLUSH) if level == 9 else b"") + c.compress(data[half:]) + c.flush()


def put(name, data):
    try:
        d = zlib.decompressobj(FORMATS[name])
        out = d.decompress(data, 1 << 20)
        if not d.eof:
            out = zlib.decompress(data, FORMATS[name])  # for its sentence
        result = "= %d %s" % (len(out), hashlib.sha256(out).hexdigest()[:32])
    except zlib.error as error:
        if "Error 2 " in str(error):
            return
        result = "! " + str(error)
    print(name, data.hex() or "-", result)


def spoilt(data):
    data = bytearray(data)
    kind = random.randrange(4)
    if kind == 0:
        return data[: random.randrange(len(data))]
    if kind == 1:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    elif kind == 2:
        data[min(random.randrange(12), len(data) - 1)] = random.randrange(256)
    else:
        data[-1 - random.randrange(min(8, len(data)))] ^= 0xFF
    return data


def main():
    random.seed(9)
    print("# format, compressed data, and after = the length and the first half of the SHA-256 of what they decompress to,")
    print("# or after ! the error: made by vectors.py, CPython %s with zlib %s." % (platform.python_version(), zlib.ZLIB_RUNTIME_VERSION))
    streams = []
    for data in texts():
        for name in ["raw", "zlib", "gzip"]:
            for level, strategy in [(0, 0), (1, 0), (6, 0), (9, 0), (6, zlib.Z_HUFFMAN_ONLY), (6, zlib.Z_FIXED)]:
                stream = compressed(data, FORMATS[name], level, strategy)
                if len(stream) < 500:
                    put(name, stream)
                    streams.append((name, stream))
    for name, stream in random.sample(streams, 20):
        if name != "raw":
            put("auto", stream)
    for _ in range(420):
        name, stream = random.choice(streams)
        while len(stream) > 400:
            name, stream = random.choice(streams)
        bad = spoilt(stream)
        if bad:
            put(name, bytes(bad))
    for _ in range(150):  # headers of dynamic blocks, which are rarely right
        put("raw", bytes([random.randrange(256) & 0xF8 | 5]) + random.randbytes(random.randrange(4, 60)))


main()
