"""A JSON document of a megabyte, read (loads) or written (dumps): prints MB/s and the peak of memory as JSON."""
import json, sys, time

N = 100


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


LIST = [
    {
        "id": i, "name": "user %d" % i, "email": "user%d@example.org" % i, "score": i / 7, "active": i % 2 == 0, "note": None,
        "tags": ["alpha", "beta", "gamma"], "nested": {"x": i, "y": -i, "text": "line\n%d" % i},
    }
    for i in range(1, 4601)
]
TEXT = json.dumps(LIST)
work, value = (json.loads, TEXT) if sys.argv[1] == "loads" else (json.dumps, LIST)
began = time.perf_counter()
for _ in range(N):
    work(value)
print(json.dumps({"value": N * len(TEXT) / 1e6 / (time.perf_counter() - began), "kib": peak_kib()}))
