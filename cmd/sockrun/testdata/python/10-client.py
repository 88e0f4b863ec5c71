import hashlib, json, os, socket, struct, sys

for path in sys.stdin:
    path = path.rstrip("\n")
    size = os.path.getsize(path)
    client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    header = json.dumps({"filename": os.path.basename(path), "filesize": size}).encode()
    client.sendall(struct.pack("i", len(header)) + header)
    sum = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(2048):
            client.sendall(block)
            sum.update(block)
    client.shutdown(socket.SHUT_WR)
    client.recv(1)
    client.close()
    print("%s: %d bytes, sha256 %s" % (os.path.basename(path), size, sum.hexdigest()))
