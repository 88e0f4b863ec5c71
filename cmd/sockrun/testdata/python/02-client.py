import socket, sys

client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
with client, client.makefile("rw") as lines:
    while True:
        print("> ", end="")
        line = sys.stdin.readline().rstrip("\n") or "bye"
        print(line, file=lines, flush=True)
        if line == "bye":
            break
        answer = lines.readline().rstrip("\n")
        print("server says " + answer)
        if answer in ("", "bye"):
            break
