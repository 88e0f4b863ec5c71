"""Asks a server questions, each with its length before it, and prints the answers.

    proxy_client.py PORT QUESTION…   exits with 3 when an answer is cut off
"""
import socket
import struct
import sys


def read(conn, size):
    data = b""
    while len(data) < size:
        part = conn.recv(size - len(data))
        if not part:
            raise EOFError(f"the answer ends after {len(data)} of {size} bytes")
        data += part
    return data


with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as conn:
    try:
        for question in sys.argv[2:]:
            conn.sendall(struct.pack(">H", len(question)) + question.encode())
            size = struct.unpack(">H", read(conn, 2))[0]
            print(read(conn, size).decode(), flush=True)
    except EOFError as error:
        print(error, file=sys.stderr)
        sys.exit(3)
