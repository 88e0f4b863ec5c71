import os, socket, struct, subprocess, sys

server = socket.socket()
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(5)
print("listening on 127.0.0.1:%d" % server.getsockname()[1], flush=True)
conn, address = server.accept()
while command := conn.recv(1024).decode():
    if command.startswith("cd ") and "&&" not in command:
        os.chdir(command[3:])
        output = b""
    else:
        done = subprocess.run(command, shell=True, capture_output=True)
        output = done.stderr or done.stdout
    conn.sendall(struct.pack("i", len(output)))
    conn.sendall(output)
conn.close()
server.close()
