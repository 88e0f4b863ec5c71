"""Test cases of a server and three framed messages each."""
import socket, struct, threading

import pytest


def recv_exact(sock, n):
    data = b""
    while len(data) < n:
        more = sock.recv(n - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def send(sock, message):
    sock.sendall(struct.pack(">I", len(message)) + message)


def recv(sock):
    return recv_exact(sock, struct.unpack(">I", recv_exact(sock, 4))[0])


def serve(listener):
    conn, _ = listener.accept()
    with conn:
        try:
            while True:
                send(conn, recv(conn))
        except EOFError:
            pass


@pytest.mark.parametrize("i", range(200))
def test_echo(i):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        with socket.create_connection(listener.getsockname()) as sock:
            for k in range(3):
                message = b"case %d message %d" % (i, k + 1)
                send(sock, message)
                assert recv(sock) == message
        server.join()
