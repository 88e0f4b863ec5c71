"""Makes cpython.txt: what CPython's base64 and bytes.fromhex make of text.

    python3 vectors.py > cpython.txt

The output is the same in every run. A line holds the decoder, the text in
quotes, and the bytes as hex after "=" or the sentence of the error after "!".
Characters that the text is made of are such that much of it is nearly right.
"""

import base64
import random

DECODERS = {
    "b64": ("AQa+/_-= !.", base64.b64decode),
    "b64strict": ("AQa+/_-= !.", lambda text: base64.b64decode(text, validate=True)),
    "url": ("AQa+/_-= !.", base64.urlsafe_b64decode),
    "b32": ("AZ27aq1=", base64.b32decode),
    "b32fold": ("AZ27aq1=", lambda text: base64.b32decode(text, casefold=True)),
    "b16": ("09AFafgG ", base64.b16decode),
    "b16fold": ("09AFafgG ", lambda text: base64.b16decode(text, casefold=True)),
}
FIXED = {
    "b64": ["", "=", "==", "A", "AA", "AAA", "AAAA", "AA=", "AA==", "AA===", "AAA=", "AAAA=", "AA=A", "A=AA", "=AAAA", "AA==AA==", "A A A A", "QUJD\tREVG"],
    "b64strict": ["", "=", "==", "A", "AA", "AAA", "AAAA", "AA=", "AA==", "AA===", "AAA=", "AAAA=", "AA=A", "A=AA", "=AAAA", "AA==AA==", "A A A A"],
    "b32": ["", "========", "AA======", "AAAA====", "AAAAA===", "AAAAAAA=", "AAAAAAAA", "A=======", "AAA=====", "AAAAAA=="],
}


def put(name, decode, text):
    try:
        result = "= " + decode(text.encode()).hex()
    except ValueError as error:
        result = "! " + str(error)
    print(name, '"' + text.replace("\t", " ") + '"', result)


def main():
    random.seed(7)
    print("# decoder, text in quotes, then the bytes as hex after = or the error after !: made by vectors.py.")
    for name, (letters, decode) in DECODERS.items():
        for text in FIXED.get(name, []):
            put(name, decode, text)
        for i in range(90):
            size = random.choice([8, 16]) if name.startswith("b32") and i % 3 else random.randrange(14)
            data = "".join(random.choice(letters) for _ in range(size))
            if name.startswith("b32") and i % 2:
                data = data[: random.randrange(9)].replace("=", "A").replace("1", "7").ljust(8, "=")
            if name.startswith("b16") and i % 2:
                data = data.replace(" ", "0").replace("g", "a").replace("G", "A")
            put(name, decode, data)
    for text in ["", "0", "00", "0 0 ", "00 ff", " ca\tFE ", "0x00", "zz", "00:11", "fF0", "\u00e9\u00e9"]:
        if ":" not in text:
            try:
                print("hex", '"' + text.replace("\t", " ") + '"', "= " + bytes.fromhex(text).hex())
            except ValueError:
                pass


main()
