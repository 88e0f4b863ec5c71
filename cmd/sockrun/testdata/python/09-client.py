import socket, struct, sys

client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
encoding = sys.argv[2] if len(sys.argv) > 2 else "utf-8"
print(">> ", end="")
for command in sys.stdin:
    command = command.rstrip("\n")
    if command == ":q":
        break
    if command:
        client.sendall(command.encode())
        size = struct.unpack("i", client.recv(4, socket.MSG_WAITALL))[0]
        output = b""
        while len(output) < size:
            output += client.recv(size - len(output))
        print(output.decode(encoding), end="")
    print(">> ", end="")
client.close()
