import socket, sys

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(5)
for line in sys.stdin:
    line = line.rstrip("\n")
    if line == "q":
        break
    client.sendto(line.encode(), ("127.0.0.1", int(sys.argv[1])))
    data, address = client.recvfrom(1024)
    print("%s:%d says %s" % (*address, data.decode()))
client.close()
