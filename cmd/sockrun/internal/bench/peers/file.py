"""One file of a gigabyte with a JSON header: sent, written, hashed, verified."""
import hashlib
import json
import os
import socket
import struct
import sys
import threading
import time

CHUNK = 64 << 10
source = sys.argv[1]


def receive(listener):
    conn, _ = listener.accept()
    (size,) = struct.unpack(">I", conn.recv(4, socket.MSG_WAITALL))
    header = json.loads(conn.recv(size, socket.MSG_WAITALL))
    digest, left, path = hashlib.sha256(), header["filesize"], source + ".received"
    with open(path, "wb") as file:
        while left:
            block = conn.recv(min(CHUNK, left))
            file.write(block)
            digest.update(block)
            left -= len(block)
    os.remove(path)
    assert digest.hexdigest() == header["sha256"]
    conn.sendall(b"ok")


listener = socket.create_server(("127.0.0.1", 0))
receiver = threading.Thread(target=receive, args=(listener,))
receiver.start()
with open(source, "rb") as file:
    digest = hashlib.sha256()
    while block := file.read(CHUNK):
        digest.update(block)
    size = file.tell()
    file.seek(0)
    client = socket.create_connection(listener.getsockname())
    began = time.monotonic()
    header = json.dumps({"filename": "source.bin", "filesize": size, "sha256": digest.hexdigest()}).encode()
    client.sendall(struct.pack(">I", len(header)) + header)
    while block := file.read(CHUNK):
        client.sendall(block)
    assert client.recv(2, socket.MSG_WAITALL) == b"ok"
    took = time.monotonic() - began
receiver.join()
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(json.dumps({"value": size / took / 1e6, "kib": int(peak)}))
