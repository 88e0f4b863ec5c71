"""Makes vectors.jsonl: what CPython's codecs do, one case a line.

    python3 vectors.py > vectors.jsonl

The output is the same in every run. A line holds "name", "errors" and

    text, data     text.encode(name, errors) gives these bytes (hex)
    text, error    it fails with this sentence
    data, text     bytes.decode(name, errors) gives this text
    data, error    it fails with this sentence, about the bytes "start" to "end"

Left out are the places in which the tables of CPython and of the WHATWG differ
(characters that one of them lacks), and bytes that end inside a character of
several bytes, of which CPython says less exactly what is wrong.
"""

import json
import random
import sys

SAMPLES = {
    "ascii": "Hello, world\n~\x7f", "latin-1": "na\u00efve \u00a3\u00ff\x80", "cp1252": "\u20ac\u201cna\u00efve\u201d", "cp1251": "Привет",
    "koi8-r": "Привет, мир", "koi8-u": "Привіт", "iso8859-2": "Žluťoučký kůň", "iso8859-5": "Привет", "iso8859-7": "Καλημέρα", "iso8859-15": "€ œuvre",
    "cp437": "░▒▓ naïve", "cp850": "naïve ß", "cp866": "Привет", "cp1250": "Žluťoučký", "cp1253": "Καλημέρα", "cp1254": "İstanbul", "mac-roman": "naïve †",
    "utf-8": "aé中😀\ufffd\x00", "utf-8-sig": "aé中😀\ufffd", "utf-16": "aé中😀\ufffd", "utf-16-le": "aé中😀\ufffd\ufeff", "utf-16-be": "aé中😀\ufffd",
    "utf-32": "aé中😀\ufffd", "utf-32-le": "aé中😀", "utf-32-be": "aé中😀",
    "gbk": "Hello 你好，世界 丂", "gb2312": "Hello 你好，世界", "gb18030": "Hello 你好，世界 丂 é 😀 \ufffd", "big5": "Hello 你好，世界",
    "shift_jis": "Hello こんにちは世界 ｱ", "euc_jp": "Hello こんにちは世界 ｱ", "iso2022_jp": "Hello こんにちは世界", "euc_kr": "Hello 안녕하세요",
}
ALIASES = {"utf8": "utf-8", "UTF_8": "utf-8", "U8": "utf-8", "latin1": "latin-1", "ISO-8859-1": "latin-1", "l1": "latin-1", "us-ascii": "ascii", "cp936": "gbk",
           "936": "gbk", "euc-cn": "gb2312", "sjis": "shift_jis", "euckr": "euc_kr", "windows-1252": "cp1252", "utf16": "utf-16", "UTF-16LE": "utf-16-le", "koi8_r": "koi8-r"}
SINGLE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "ascii", "latin-1", "cp1252", "koi8-r"]
BROKEN = [b"", b"\xff", b"\x80a", b"a\xc3", b"\xc3(", b"\xe4\xb8", b"\xe4\xb8x", b"\xe4\xff", b"\xf0\x9f\x98", b"\xf0\x9f\x98\xff", b"\xf4\x90\x80\x80", b"\xed\xa0\x80",
          b"\xc0\xaf", b"\xe0\x80\x80", b"\xef\xbf\xbd\xff", b"\xef\xbb\xbfa", b"\xef\xbb", b"a\xef\xbb\xbf", b"\xff\xfea\x00", b"\xfe\xff\x00a", b"\xff\xfe", b"\x00", b"a\x00b",
          b"\x00\xd8", b"\x00\xd8a\x00", b"\x00\xd8a", b"\x00\xdca\x00", b"\xd8\x00\xdc\x00", b"\xd8\x00\x00a", b"=\xd8\x00\xde", b"\x00\xd8\x00\x00", b"\x00\x00\x11\x00", b"\x00\xd8\x00\x00a\x00\x00\x00",
          b"a\x81b", b"\x8d\x8f"]
DOUBLE = {"gbk": [b"\x80a", b"\xc4 b", b"\xc4\xffa", b"\x81\x30a", b"\xffab", b"\xd6\xd0\xff\xd6\xd0"], "gb18030": [b"\x80a", b"\xc4 b", b"\xc4\xffa", b"\x84\x31\xa4\x37", b"\xd6\xd0\xff\xd6\xd0"],
          "gb2312": [b"\x81\x40a", b"\xc4 b", b"\xfe\xfea", b"\xffab"], "big5": [b"\xc4 b", b"\xffab", b"\x80ab"], "shift_jis": [b"\x810a", b"\xffab", b"\x80a"],
          "euc_kr": [b"\xc4 b", b"\xffab", b"\x80ab"], "euc_jp": [b"\xc4 b", b"\xffab", b"\x80ab"]}
FOREIGN = ["é", "中", "a😀b", "x\u0416y"]
CONTROLS = bytes(range(0x80, 0xA0))


def put(**line):
    json.dump(line, sys.stdout, separators=(",", ":"))
    print()


def encode(text, name, errors):
    try:
        put(name=name, errors=errors, text=text, data=text.encode(name, errors).hex())
    except UnicodeEncodeError as error:
        put(name=name, errors=errors, text=text, error=str(error))


def decode(data, name, errors):
    try:
        put(name=name, errors=errors, data=data.hex(), text=data.decode(name, errors), decode=True)
    except UnicodeDecodeError as error:
        put(name=name, errors=errors, data=data.hex(), error=str(error), start=error.start, end=error.end, decode=True)


def main():
    for name, text in SAMPLES.items():
        encode(text, name, "strict")
        decode(text.encode(name), name, "strict")
        for errors in ["strict", "replace", "ignore"]:
            for foreign in FOREIGN:
                if name != "big5" or foreign.isascii() or foreign in "中a😀b":
                    encode(foreign, name, errors)
            for data in DOUBLE.get(name, BROKEN if name in SINGLE else []):
                decode(data, name, errors)
    for alias, name in ALIASES.items():
        put(name=alias, errors="strict", text="a", data="a".encode(alias).hex(), canonical=name)
    for name in ["ascii", "latin-1", "cp1252", "koi8-r", "iso8859-15"]:
        for text in ["a中😀b", "中文", "中a文"]:
            encode(text, name, "strict")
    for name in ["iso8859-2", "iso8859-5", "iso8859-9", "iso8859-15", "iso8859-16"]:
        decode(CONTROLS, name, "strict")
        encode(CONTROLS.decode("latin-1"), name, "strict")
    source = random.Random(1)
    for name in ["utf-8", "utf-16-le", "utf-32-be"]:
        good = ("aé中😀" * 3).encode(name)
        for _ in range(60):
            data = bytearray(good[: source.randrange(1, len(good))])
            data[source.randrange(len(data))] = source.randrange(256)
            for errors in ["strict", "replace", "ignore"]:
                decode(bytes(data), name, errors)


main()
