package worldtest

import (
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

func reuseUDP(e *env) {
	first := e.socket(host.INET, host.Datagram)
	e.set(first, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	e.must("bind", first.Bind(loopback(0)))
	addr := e.addr(first.LocalAddr())
	second := e.socket(host.INET, host.Datagram)
	e.want("bind without SO_REUSEADDR", second.Bind(addr), syscall.EADDRINUSE)
	e.set(second, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	e.must("bind with SO_REUSEADDR", second.Bind(addr))
}

// sharePort: SO_REUSEPORT lets sockets share a port, be it for connections or
// datagrams, if all have it, and one gets all that one sender sends.
func sharePort(e *env) {
	for _, typ := range []host.Type{host.Stream, host.Datagram} {
		shared := func() host.Socket {
			s := e.socket(host.INET, typ)
			e.set(s, syscall.SOL_SOCKET, unix.SO_REUSEPORT, 1)
			return s
		}
		first := shared()
		e.must("bind", first.Bind(loopback(0)))
		addr := e.addr(first.LocalAddr())
		e.want("bind without it", e.socket(host.INET, typ).Bind(addr), syscall.EADDRINUSE)
		second := shared()
		e.must("bind with it", second.Bind(addr))
		if typ == host.Stream {
			e.must("listen", first.Listen(8))
			e.must("listen", second.Listen(8))
		}
		for range 5 {
			client := e.socket(host.INET, typ)
			e.must("connect", client.Connect(addr, e.soon()))
			e.sendAll(client, []byte("x"))
			ready, err := e.poll(e.soon(), host.Readable, first, second)
			e.must("poll", err)
			e.equal("one has it", ready[0] != ready[1], true)
			server := map[bool]host.Socket{true: first, false: second}[ready[0] != 0]
			if typ == host.Stream {
				server, _, err = server.Accept(e.soon())
				e.must("accept", err)
			}
			e.expect(server, "x")
		}
	}
}
