import socket, sys

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("127.0.0.1", int(sys.argv[1])))
client.sendall((sys.stdin.readline().rstrip("\n") or "hello!").encode())
print("message: " + client.recv(1024).decode())
assert client.recv(1024) == b""
client.close()
