import hashlib, json, os, socket, struct, sys

folder = sys.argv[2]
server = socket.socket()
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(5)
print("listening on 127.0.0.1:%d" % server.getsockname()[1], flush=True)
conn, address = server.accept()
size = struct.unpack("i", conn.recv(4, socket.MSG_WAITALL))[0]
header = json.loads(conn.recv(size, socket.MSG_WAITALL))
sum, got = hashlib.sha256(), 0
with open(os.path.join(folder, header["filename"]), "wb") as file:
    while got < header["filesize"]:
        block = conn.recv(1024)
        assert block, "the file ends too early"
        file.write(block)
        sum.update(block)
        got += len(block)
print("%s: %d bytes, sha256 %s" % (header["filename"], got, sum.hexdigest()))
conn.close()
server.close()
