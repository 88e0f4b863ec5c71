import hmac, os, socket, sys

digest = sys.argv[2] if len(sys.argv) > 2 else "md5"
server = socket.socket()
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(5)
print("listening on 127.0.0.1:%d" % server.getsockname()[1], flush=True)
key = sys.stdin.readline().rstrip("\n").encode()
conn, address = server.accept()
challenge = os.urandom(32)
conn.sendall(challenge)
right = hmac.new(key, challenge, digest).digest()
legal = hmac.compare_digest(conn.recv(len(right), socket.MSG_WAITALL), right)
if legal:
    conn.sendall(b"legal")
print("legal" if legal else "not legal")
conn.close()
server.close()
