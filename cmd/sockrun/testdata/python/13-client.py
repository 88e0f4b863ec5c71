import socket, sys

client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
with client, client.makefile("rw") as lines:
    for line in sys.stdin:
        print(line, end="", file=lines, flush=True)
        answer = lines.readline()
        if not answer:
            break
        print(answer, end="")
