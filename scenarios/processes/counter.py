"""A small server: each line it gets is added to a sum, which it answers.

It listens on a port that the system chooses and says which, or, with
--inherit, on the socket that it was started with.
"""

import os
import socket
import sys


def listener():
    if "--inherit" in sys.argv:
        assert int(os.environ["LISTEN_PID"]) == os.getpid()
        return socket.socket(fileno=3)
    return socket.create_server(("127.0.0.1", 0))


def serve(conn, total):
    with conn, conn.makefile("rw", newline="\n") as lines:
        for line in lines:
            total += int(line)
            lines.write(f"{total}\n")
            lines.flush()
    return total


server = listener()
print("counter on port", server.getsockname()[1], flush=True)
total = 0
while True:
    total = serve(server.accept()[0], total)
