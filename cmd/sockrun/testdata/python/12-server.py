import socketserver, sys


class OverTCP(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.strip().upper() + b"\n")


class OverUDP(socketserver.BaseRequestHandler):
    def handle(self):
        data, reply = self.request
        reply.sendto(data.strip().upper(), self.client_address)


address = ("127.0.0.1", int(sys.argv[1]))
kind = sys.argv[2] if len(sys.argv) > 2 else "tcp"
with socketserver.UDPServer(address, OverUDP) if kind == "udp" else socketserver.TCPServer(address, OverTCP) as server:
    print("listening on 127.0.0.1:%d" % server.server_address[1], flush=True)
    server.serve_forever()
