"""Framed messages to and fro between two threads: prints round trips/s and the peak of memory as JSON."""
import json, socket, struct, threading, time

ROUND_TRIPS, SIZE = 20000, 64
LENGTH = struct.Struct(">I")


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def recv_exact(sock, n):
    data = sock.recv(n)
    while len(data) < n:
        more = sock.recv(n - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def send(sock, message):
    sock.sendall(LENGTH.pack(len(message)) + message)


def recv(sock):
    return recv_exact(sock, LENGTH.unpack(recv_exact(sock, 4))[0])


def serve(listener):
    conn, _ = listener.accept()
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with conn:
        for _ in range(ROUND_TRIPS):
            send(conn, recv(conn))


with socket.create_server(("127.0.0.1", 0)) as listener:
    server = threading.Thread(target=serve, args=(listener,))
    server.start()
    with socket.create_connection(listener.getsockname()) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        message = b"x" * SIZE
        began = time.perf_counter()
        for _ in range(ROUND_TRIPS):
            send(sock, message)
            assert len(recv(sock)) == SIZE
        took = time.perf_counter() - began
    server.join()
print(json.dumps({"value": ROUND_TRIPS / took, "kib": peak_kib()}))
