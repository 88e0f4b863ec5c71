"""The other side of TLS, by Python's ssl module: an echo server and its clients.

    tls_peer.py serve PORT CERT KEY CA    echoes upper-cased lines over TLS; GO
                                          before it for a client that asks for
                                          STARTTLS
    tls_peer.py call PORT CA NAME [CERT KEY]   talks to such a server
"""
import socket
import ssl
import sys


def serve(port, cert, key, ca):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ca)
    context.load_cert_chain(cert, key)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.set_alpn_protocols(["echo"])
    listener = socket.create_server(("127.0.0.1", int(port)))
    print("ready", flush=True)
    while True:
        plain = listener.accept()[0]
        try:
            if plain.recv(1, socket.MSG_PEEK) == b"S":
                plain.recv(9, socket.MSG_WAITALL)
                plain.sendall(b"GO\n")
            with context.wrap_socket(plain, server_side=True) as conn:
                print(conn.version(), conn.selected_alpn_protocol(), subject(conn), flush=True)
                for line in conn.makefile("rb"):
                    conn.sendall(line.upper())
                conn.sendall(b"bye\n")
                conn.unwrap()
        except (OSError, ssl.SSLError) as error:
            print("failed:", error, flush=True)


def subject(conn):
    peer = conn.getpeercert()
    return dict(field[0] for field in peer["subject"])["commonName"] if peer else "nobody"


def call(port, ca, name, *identity):
    context = ssl.create_default_context(cafile=ca)
    if identity:
        context.load_cert_chain(*identity)
    with socket.create_connection(("127.0.0.1", int(port))) as plain:
        with context.wrap_socket(plain, server_hostname=name) as conn:
            conn.sendall(b"hello\n" + b"x" * 100000 + b"\n")
            file = conn.makefile("rb")
            print(file.readline().decode(), end="")
            print(len(file.readline()), conn.version(), flush=True)
            conn.unwrap().close()


{"serve": serve, "call": call}[sys.argv[1]](*sys.argv[2:])
