"""Makes vectors.jsonl: what CPython's json module does, one case a line.

    python3 vectors.py > vectors.jsonl

The output is the same in every run. A line holds "text" and either "error",
the sentence that json.loads fails with, or "dumps", the text that json.dumps
makes of what was read: by default, with sort_keys, with indent=2 and with
ensure_ascii=False and separators=(",", ":").

Left out is what we do on purpose in another way: integers beyond 64 bits and
halves of surrogate pairs, which we refuse, and commas before the end of an
array or object, for which CPython 3.13 has a new sentence that we use.
"""

import json
import random
import re
import sys

FIXED = r'''
null true false 0 -0 -0.0 1 -1 1.0 1.5 1e5 1E+5 1e-5 1e400 -1e400 0.1 123456789012345680.0 1e15 1e16 1e22 9007199254740993
18446744073709551615 -9223372036854775808 3.141592653589793 5e-324 1.7976931348623157e308 0.0001 0.00001 123456.789e3
NaN Infinity -Infinity -Inf nul nulll tru True + - -- +1 01 1. .5 1.e3 1e 1e+ 0x10 1_0 "" "a" "\"\\\/\b\f\n\r\t"
"\u00e9\u4e2d" "\ud83d\ude00" "é中😀" "\u0000\u001f\u007f" "\x" "\u12" "\u12G4" "\u+123" "\u" "\ "a "a\ 'a' " \u
[] [1] [1,2] [1 [ [1}  [1,, [,1] [[],[[]]] {} {"a":1} {"a":1,"b":2} {"b":1,"a":2,"b":3} {"a" {"a": {"a"1} {a:1} {1:1} {"a":}
{,} { {"a":1 {"a":1] {"a":1"b":2} {"":{"":[]}} {"a":[{"b":[null,{}]}]} [1]x 1,2 [1],  ] } : , // #
'''.split()

SPACED = ["", " ", "\n", " [ 1 , 2 ] ", "\t{\r\n\"a\" : 1 ,\n \"b\":\t2 }\n", "\n\n  x", "[1 2]", "1 2", "\x0b1", "\xa01",
          '["a\nb"]', '["a\tb"]', '["\x01"]', '"\x7f"', "\ufeff1", '"é" x', '{"é":1,\n"ü" 2}', "[1,\n2,\n3 4]", '{"a": 1 "b": 2}']


def random_text(source, depth=0):
    kind = source.randrange(9 if depth < 4 else 6)
    space = lambda: source.choice(["", "", " ", "\n "])
    if kind == 0:
        return source.choice(["null", "true", "false"])
    if kind in (1, 2):
        return json.dumps(source.choice([source.randrange(-2**63, 2**64), source.randrange(-99, 99),
                                         source.uniform(-9, 9), source.uniform(-1, 1) * 10.0 ** source.randrange(-30, 30)]))
    if kind <= 5:
        letters = [source.choice(["a", "Z", " ", "é", "中", "😀", '"', "\\", "\n", "\x00", "\x7f", "/"]) for _ in range(source.randrange(6))]
        return json.dumps("".join(letters), ensure_ascii=source.random() < .5)
    parts = [random_text(source, depth + 1) for _ in range(source.randrange(4))]
    if kind == 6:
        return "[" + space() + ("," + space()).join(parts) + space() + "]"
    names = [json.dumps(source.choice("abcé")) for _ in parts]
    return "{" + space() + ("," + space()).join(n + space() + ":" + space() + p for n, p in zip(names, parts)) + space() + "}"


def broken(source, text):
    """Takes a character away, or puts one in."""
    at = source.randrange(len(text))
    return text[:at] + source.choice(["", "", "}", "]", ",", ":", '"', "\\", "0", " ", "e"]) + text[at + source.randrange(2):]


def ours(text):
    return not re.search(r",\s*[]}]", text) and not re.search(r"\\u[dD][89a-fA-F]", text.replace(r"\ud83d\ude00", "")) and \
        not re.search(r"\d{20,}", text.replace("18446744073709551615", ""))


def case(text):
    line = {"text": text}
    try:
        v = json.loads(text)
        line["dumps"] = [json.dumps(v), json.dumps(v, sort_keys=True), json.dumps(v, indent=2),
                         json.dumps(v, ensure_ascii=False, separators=(",", ":"))]
    except json.JSONDecodeError as error:
        line["error"] = str(error)
    return line


def main():
    source = random.Random(1)
    texts = FIXED + SPACED
    for _ in range(400):
        text = random_text(source)
        texts += [text, broken(source, text)]
    for text in dict.fromkeys(texts):
        if ours(text):
            json.dump(case(text), sys.stdout, separators=(",", ":"))
            print()


main()
