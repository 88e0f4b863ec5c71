import hmac, socket, sys

digest = sys.argv[2] if len(sys.argv) > 2 else "md5"
key = sys.stdin.readline().rstrip("\n").encode()
client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
challenge = client.recv(32, socket.MSG_WAITALL)
client.sendall(hmac.new(key, challenge, digest).digest())
print(client.recv(1024).decode() or "not legal")
client.close()
