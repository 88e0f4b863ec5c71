"""Makes wycheproof.txt: HMACs at the edges of keys and messages, and tags that are nearly right.

    python3 wycheproof.py > wycheproof.txt

The cases are of the kinds of Project Wycheproof's; the tags are CPython's. A
line holds the algorithm, the lengths of the key and the message, which are the
bytes 0, 1, 2 and so on, a tag, and whether it is the HMAC or its beginning.
"""
import hashlib
import hmac

ALGORITHMS = ["blake2b", "blake2s", "md5", "sha1", "sha224", "sha256", "sha384", "sha3_224",
              "sha3_256", "sha3_384", "sha3_512", "sha512", "sha512_256"]


def counting(n):
    return bytes(i % 256 for i in range(n))


def wrong(tag):
    yield bytes([tag[0] ^ 1]) + tag[1:]
    yield tag[:-1] + bytes([tag[-1] ^ 0x80])
    yield tag[:len(tag) // 2] + bytes([tag[len(tag) // 2] ^ 0x10]) + tag[len(tag) // 2 + 1:]
    yield bytes(b ^ 0xff for b in tag)
    yield bytes(len(tag))
    yield tag[1:] + tag[:1]


def cases(block):
    for key in (0, 1, 16, 32, block - 1, block, block + 1, 3 * block):
        yield key, 20
    for message in (0, 1, block - 9, block - 1, block, block + 1, 600):
        yield 24, message


print("# algorithm, length of the key, length of the message, tag, valid or invalid: made by wycheproof.py")
for name in ALGORITHMS:
    for number, (key, message) in enumerate(cases(hashlib.new(name).block_size)):
        tag = hmac.new(counting(key), counting(message), name).digest()
        print(name, key, message, tag.hex(), "valid")
        print(name, key, message, tag[:len(tag) // 2].hex(), "valid")
        for changed in wrong(tag) if number % 5 == 0 else ():
            print(name, key, message, changed.hex(), "invalid")
