package worldtest

import (
	"net/netip"
	"runtime"
	"syscall"

	"sockrun/luaapi/host"
)

// lentCases are about the addresses that Linux gives to sockets which have not
// asked for them.
func lentCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"a port that was lent goes with the listening", lentToListener},
		{"a port that was lent goes with the connection", lentToConnection},
	}
}

func lentToListener(e *env) {
	l, addr := e.listener()
	e.must("shutdown", l.Shutdown(host.ShutBoth))
	e.equal("address that it says it has", e.addr(l.LocalAddr()), addr)
	e.must("bind", l.Bind(loopback(0)))
	e.must("listen", l.Listen(1))
	e.must("shutdown", l.Shutdown(host.ShutBoth))
	e.must("listen again", l.Listen(1))
	again := e.addr(l.LocalAddr())
	e.equal("address", again.IP, addr.IP)
	e.must("connect", e.socket(host.INET, host.Stream).Connect(again, e.soon()))
}

func lentToConnection(e *env) {
	l, addr := e.listener()
	second := host.Inet(netip.MustParseAddr("127.0.0.2"), 0)
	client := e.socket(host.INET, host.Stream)
	e.must("bind", client.Bind(second))
	e.must("connect", client.Connect(addr, e.soon()))
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	at := e.addr(client.LocalAddr())
	e.must("reset", server.Reset())
	_, err = client.Recv(make([]byte, 1), 0, e.soon())
	e.want("recv", err, syscall.ECONNRESET)
	e.equal("address that it says it has", e.addr(client.LocalAddr()), at)
	e.must("bind again", client.Bind(second))
}
