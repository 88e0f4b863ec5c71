"""One call of struct.pack or struct.unpack: prints calls/s and the peak of memory as JSON."""
import itertools, json, time
from struct import pack, unpack

N = CALLS


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def loop(repeat, pack, unpack, data, v, s):
    for _ in repeat:
        CALL


v, s = tuple(range(256)), b"0123456789abcdef"
data = pack("FORMAT", ARGS)
began = time.perf_counter()
loop(itertools.repeat(None, N), pack, unpack, data, v, s)
print(json.dumps({"value": N / (time.perf_counter() - began), "kib": peak_kib()}))
