import socket, sys

udp = sys.argv[2:] == ["udp"]
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
client.settimeout(5)
client.connect(("127.0.0.1", int(sys.argv[1])))
lines = None if udp else client.makefile("rw")
for line in sys.stdin:
    if udp:
        client.send(line.encode())
        print(client.recv(1024).decode())
    else:
        print(line, end="", file=lines, flush=True)
        print(lines.readline(), end="")
client.close()
