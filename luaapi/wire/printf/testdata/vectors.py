"""Makes vectors.jsonl: what snprintf of glibc does, one case a line.

    python3 vectors.py > vectors.jsonl

The output is the same in every run. A line holds "format", "text" and one of
"signed", "unsigned", "float" (as hexadecimal text) and "string" (as hex).

Left out are numbers that %#g rounds up to the next power of ten: glibc loses
the zeros there that "#" keeps.
"""

import ctypes
import itertools
import json
import random
import sys

LIBC = ctypes.CDLL(None)
FLAGS = ["", "-", "+", " ", "#", "0", "-0", "+0", "+ ", "#0", "-#", "+-", " 0", "-+#0 "]
SIZES = ["", "1", "8", "20", ".", ".0", ".1", ".3", ".8", "8.", "8.0", "8.3", "12.6", "3.8", "20.12"]
SIGNED = [0, 1, -1, 7, -42, 12345678, 2**31 - 1, -(2**31), 2**53 - 1, 2**63 - 1, -(2**63)]
UNSIGNED = [0, 1, 8, 255, 4096, 0xCAFE, 2**32 - 1, 2**53, 2**63, 2**64 - 1]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 100.0, 99999.95, 123456.0, 1234567.0, 999999.5, 1e-4, 9.9999e-5, 1e-5, 1e15, 1e16, 1e100, -1e-100, 5e-324,
          1.7976931348623157e308, 2.5, 3.5, 0.5, float("inf"), float("-inf"), 1e22, 2**53 + 2.0]
STRINGS = [b"", b"a", b"hello", b"caf\xc3\xa9 \xff\xfe", b"\xe4\xb8\xad\xe6\x96\x87" * 3, b"x" * 30]


def call(text, value):
    out = ctypes.create_string_buffer(1000)
    size = LIBC.snprintf(out, len(out), text.encode(), value)
    return out.raw[:size]


def put(format, long, value, key, shown):
    text = call("%" + format[:-1] + long + format[-1], value)
    json.dump({"format": format, key: shown, "text": text.hex()}, sys.stdout, separators=(",", ":"))
    print()


def main():
    random.seed(1)
    for flags, size in itertools.product(FLAGS, SIZES):
        for verb in "di":
            for v in random.sample(SIGNED, 2):
                put(flags + size + verb, "ll", ctypes.c_longlong(v), "signed", str(v))
        for verb in "uoxX":
            for v in random.sample(UNSIGNED, 2):
                put(flags + size + verb, "ll", ctypes.c_ulonglong(v), "unsigned", str(v))
        for verb in "eEfgG":
            for v in random.sample(FLOATS, 2):
                if not ("#" in flags and verb in "gG" and v in (99999.95, 999999.5)):
                    put(flags + size + verb, "", ctypes.c_double(v), "float", v.hex())
        if not set(flags) - {"-"}:
            for v in STRINGS:
                put(flags + size + "s", "", v, "string", v.hex())
    for flags, size in itertools.product(["", "-"], ["", "1", "5"]):
        for b in [1, 65, 255]:
            put(flags + size + "c", "", ctypes.c_int(b), "string", "%02x" % b)
    for precision in range(0, 20, 3):
        for v in FLOATS:
            put(".%dg" % precision, "", ctypes.c_double(v), "float", v.hex())


main()
