import socket, sys

server = socket.socket()
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(5)
print("listening on 127.0.0.1:%d" % server.getsockname()[1], flush=True)
conn, address = server.accept()
with conn, conn.makefile("rw") as lines:
    for line in lines:
        line = line.rstrip("\n")
        print("client says " + line)
        if line == "bye":
            break
        answer = sys.stdin.readline().rstrip("\n") or "bye"
        print(answer, file=lines, flush=True)
        if answer == "bye":
            break
server.close()
