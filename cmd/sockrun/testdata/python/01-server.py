import socket, sys

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(5)
print("listening on 127.0.0.1:%d" % server.getsockname()[1], flush=True)
conn, address = server.accept()
print(conn.recv(1024).decode())
conn.sendall(b"hi")
conn.close()
server.close()
