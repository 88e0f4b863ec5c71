"""Makes vectors.jsonl.gz: what CPython's struct module does, one case a line.

    python3 vectors.py | gzip -9n > vectors.jsonl.gz

needs CPython 3.13 or later on 64-bit little-endian Linux: earlier ones have
other sentences for integers out of range and fail at "0p". The output is the
same in every run. A line holds "format" and

    args, packed            pack(format, *args) gives these bytes
    args, error             pack fails with this sentence
    data, values            unpack(format, data) gives these values
    data, error             unpack fails
    data, offset, values    unpack_from(format, data, offset) gives these values
    data, offset, error     unpack_from fails
    data, repeats or error  len(list(iter_unpack(format, data)))
    size or error           calcsize(format)

Bytes are in hex. A value is "i:12", "f:0x1.8p+1", "s:6869" or "b:true".
"""

import itertools
import json
import math
import random
import struct
import sys

ORDERS = ["", "@", "=", "<", ">", "!"]
INTEGERS = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8,
            "q": 8, "Q": 8, "n": 8, "N": 8, "P": 8}
CODES = "xcbB?hHiIlLqQnNefdspP"


def sentence(error):
    """Gives 'P' the sentence that CPython has for all other integers."""
    text = str(error)
    if text == "int too large to convert":
        return f"'P' format requires {-2**63} <= number <= {2**64 - 1}"
    return text


def shown(value):
    if isinstance(value, bool):
        return "b:" + str(value).lower()
    if isinstance(value, int):
        return f"i:{value}"
    if isinstance(value, float):
        return "f:" + value.hex()
    return "s:" + value.hex()


def emit(**row):
    print(json.dumps(row, separators=(",", ":")))


def pack(format, *args):
    row = {"format": format, "args": [shown(v) for v in args]}
    try:
        packed = struct.pack(format, *args)
    except (struct.error, OverflowError) as error:
        emit(**row, error=sentence(error))
        return None
    emit(**row, packed=packed.hex())
    return packed


def unpack(format, data):
    row = {"format": format, "data": data.hex()}
    try:
        values = struct.unpack(format, data)
    except struct.error as error:
        emit(**row, error=str(error))
        return
    emit(**row, values=[shown(v) for v in values])


def unpack_from(format, data, offset):
    row = {"format": format, "data": data.hex(), "offset": offset}
    try:
        values = struct.unpack_from(format, data, offset)
    except struct.error as error:
        emit(**row, error=str(error))
        return
    emit(**row, values=[shown(v) for v in values])


def iter_unpack(format, data):
    row = {"format": format, "data": data.hex()}
    try:
        repeats = len(list(struct.iter_unpack(format, data)))
    except struct.error as error:
        emit(**row, repeats=0, error=str(error))
        return
    emit(**row, repeats=repeats)


def calcsize(format):
    try:
        size = struct.calcsize(format)
    except (struct.error, UnicodeEncodeError) as error:
        text = str(error) if isinstance(error, struct.error) else "bad char in struct format"
        emit(format=format, size=0, error=text)
        return
    emit(format=format, size=size)


def both_ways(format, *args):
    packed = pack(format, *args)
    if packed is not None:
        unpack(format, packed)


def has(order, code):
    return code not in "nNP" or order in ("", "@")


def integers():
    edges = sorted({s * (1 << n) + d for s in (1, -1) for n in (0, 7, 8, 15, 16, 31, 32, 63)
                    for d in (-1, 0, 1)} | {1 << 64, (1 << 64) - 1, -(1 << 63) - 1, 1 << 70})
    for order, code in itertools.product(ORDERS, INTEGERS):
        if not has(order, code):
            continue
        size = struct.calcsize(order + code)
        near = [v for v in edges
                if abs(abs(v).bit_length() - 8 * size) <= 1 or v in (-1, 0, 1, 1 << 64, 1 << 70)]
        for value in near:
            both_ways(order + code, value)
        unpack(order + code, bytes(range(0xf1, 0xf1 + size)))
        unpack(order + code, bytes(range(1, size + 1)))


def floats():
    values = [0.0, -0.0, 1.0, -1.5, math.pi, 1e-5, math.inf, -math.inf, math.nan,
              # halves: subnormals, ties to even both ways, the largest
              5.9604644775390625e-08, 2.98023223876953125e-08, 2.980232238769532e-08,
              8.940696716308594e-08, 6.097555160522461e-05, 6.103515625e-05, 6.1005353927612305e-05,
              1.00048828125, 1.00146484375, 1.0004882812500002, 2049.0, 2051.0,
              65504.0, 65519.99999999999, 65520.0, -65520.0, 1e6, 1e300, -1e300,
              # what a detour over single precision rounds twice
              1.0004883, 1 + 2**-11 + 2**-30, 1 + 2**-11 - 2**-40,
              # singles
              1.401298464324817e-45, 7.006492321624085e-46, 7.006492321624087e-46,
              1.1754943508222875e-38, 3.4028234663852886e+38, 3.4028235677973362e+38,
              3.4028235677973366e+38, 16777217.0, 16777219.0,
              # doubles
              5e-324, 2.2250738585072014e-308, 1.7976931348623157e+308]
    for order, code, value in itertools.product(ORDERS, "efd", values):
        both_ways(order + code, value)
    for order in ORDERS:
        for bits in (0x0000, 0x0001, 0x03ff, 0x0400, 0x3c01, 0x7bff, 0x7c00, 0x7c01, 0x7e00,
                     0x8000, 0x8001, 0xfbff, 0xfc00):
            unpack(order + "e", struct.pack(order + "H", bits))
    both_ways("<d", 1 << 53)
    both_ways("<d", (1 << 64) - 1)
    both_ways(">f", -(1 << 63))


def texts():
    for size, text in itertools.product((0, 1, 2, 3, 255, 257, 300),
                                        (b"", b"a", b"ab\x00", bytes(range(200, 256)) * 5)):
        both_ways(f"{size}s", text)
        both_ways(f">{size}p", text)
    for order in ORDERS:
        both_ways(order + "s", b"abc")
        both_ways(order + "p", b"abc")
        both_ways(order + "4sx3p", b"abc", b"abc")
        both_ways(order + "3c", b"a", b"\x00", b"\xff")
        unpack(order + "2x", b"\x01\xff")
    both_ways("0s0p0ib", b"abc", b"abc", 5)
    for data in (b"\x05", b"\x00", b"\xff"):
        unpack("p", data)
    for first in range(6):
        unpack("4p", bytes([first]) + b"abc")
    for order in ORDERS:
        both_ways(order + "3?", True, False, True)
        unpack(order + "4?", b"\x00\x01\x02\xff")


def layout():
    """Alignment and padding of every pair of codes, and the trick with 0."""
    for first, second in itertools.product(CODES, CODES):
        calcsize(first + second)
        calcsize(f"{first}0{second}")
    for order, code in itertools.product(ORDERS, CODES):
        calcsize(order + code)
        calcsize(f"{order}3{code}")
    for format in ["", "@", "<", "!", "x", "3x", "0x", "b0i", "ib0q", "<ib0q", "iq0i b0q",
                   " i", "i ", "\ti\n\v\f\rh", "< i", "b 3x\nh", "00003i", "hhq2h",
                   "0s", "0p", "0c0c", "b0?0h"]:
        calcsize(format)
    for args in [("bih", 1, 2, 3), ("=bih", 1, 2, 3), ("bq0i", 1, 2), ("b0q", 1), ("3xbx", 7),
                 ("hhi2h", 1, 2, 3, 4, 5), ("<2h3xb", -1, -2, -3), ("b b\tb\nb", 1, 2, 3, 4),
                 ("", ), ("xx",), ("!I", 1), ("ci?dsp", b"x", 1, True, 0.5, b"a", b"")]:
        both_ways(*args)


def errors():
    for format in ["5", "<5", "i5", "1 2i", "1 x", " <i", "i<", "@<i", "<n", ">N", "=P", "!n", "a",
                   "\x00", "i\x00", "\x00i", "é", "-1i", "+1i", "1.5i", "i,i", "F", "D", "2", "0",
                   "9223372036854775807s", "9223372036854775808s", "99999999999999999999s",
                   "9223372036854775807sx", "9223372036854775807i", "4611686018427387904h",
                   "4611686018427387903h", "9223372036854775807x5x", "9223372036854775800x0i2i",
                   "9223372036854775807s0i", "9223372036854775807x0q", "0x", "z", "i z", "zzz",
                   "18446744073709551617b", "92233720368547758070b"]:
        calcsize(format)
    for args in [("i",), ("i", 1, 2), ("3i", 1), ("x", 1), ("", 1), ("0c", b""), ("2s", ),
                 ("i", 1.5), ("q", 0.25), ("P", -1.5), ("n", math.nan), ("N", math.inf), ("B", b"1"),
                 ("Q", b"x"), ("P", b"x"), ("n", b"x"), ("hB", 1, b"2"), ("f", b"x"), ("d", b"1"),
                 ("e", b""), ("s", 1), ("p", 1), ("5s", 1.5), ("c", b""), ("c", b"ab"), ("c", 1),
                 ("2c", b"a", b"bc"), ("bb", 1, 128), ("bb", -129, 1), ("<hhh", 1, 2, 32768),
                 ("sB", b"x", 256)]:
        pack(*args)
    for format, size in [("i", 3), ("i", 5), ("i", 0), ("", 1), ("bq", 9), ("<bq", 16), ("0i", 1),
                         ("3x", 2)]:
        unpack(format, bytes(size))
    data = b"abcdefgh"
    for offset in range(-10, 11):
        unpack_from(">H", data, offset)
        unpack_from("i", data, offset)
        unpack_from("", data, offset)
    for format, size in itertools.product(["i", "3s", "b", "", "0i", "bh", "x"], range(9)):
        iter_unpack(format, bytes(size))


def value_of(rng, order, code, count):
    if code == "?":
        return rng.random() < 0.5
    if code == "c":
        return rng.randbytes(1)
    if code in "sp":
        return rng.randbytes(rng.randrange(count + 3))
    if code in "efd":
        return rng.choice([0.5, -2.0, rng.uniform(-100, 100), float(rng.randrange(-9, 9))])
    bits = 8 * struct.calcsize(order + code)
    low = 0 if code in "BHILQNP" else -1 << bits - 1
    value = rng.randrange(low, low + (1 << bits))
    return value + rng.choice([0] * 100 + [1 << bits, -(1 << bits)])


def random_formats():
    rng = random.Random(20)
    for _ in range(2500):
        order = rng.choice(ORDERS)
        format, args = order, []
        for _ in range(rng.randrange(1, 7)):
            code = rng.choice([c for c in CODES if has(order, c)])
            count = rng.choice([None, None, None, 0, 1, 2, 3, 5])
            format += rng.choice(["", "", " ", "\n"]) + ("" if count is None else str(count)) + code
            count = 1 if count is None else count
            values = 1 if code in "sp" else 0 if code == "x" else count
            args += [value_of(rng, order, code, count) for _ in range(values)]
        both_ways(format, *args)
        data = rng.randbytes(struct.calcsize(format))
        unpack(format, data)


def main():
    if sys.version_info < (3, 13) or sys.byteorder != "little" or struct.calcsize("l") != 8:
        sys.exit(__doc__)
    integers()
    floats()
    texts()
    layout()
    errors()
    random_formats()


main()
