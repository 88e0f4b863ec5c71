package worldtest

import (
	"runtime"
	"syscall"

	"sockrun/luaapi/host"
)

// twinCases are about what one descriptor of a socket does to another, as on
// Linux.
func twinCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"shutdown of a datagram socket ends the waits on its dup", shutdownOfTwin},
		{"shutdown of a unix listener ends the waits on its dup", shutdownOfListeningTwin},
	}
}

func (e *env) dup(s host.Socket) host.Socket {
	e.t.Helper()
	twin, err := s.Dup()
	e.must("dup", err)
	return twin
}

func shutdownOfTwin(e *env) {
	s, addr := e.bound(host.Datagram)
	e.must("connect", s.Connect(addr, e.soon()))
	before := e.dup(s)
	e.must("shutdown", s.Shutdown(host.ShutRead))
	for _, twin := range []host.Socket{before, e.dup(s)} {
		e.equal("received", e.recv(twin, 8), "")
		got, _ := e.recvFrom(twin, 8)
		e.equal("datagram", got, "")
	}
}

func shutdownOfListeningTwin(e *env) {
	l := e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(host.UnixPath(e.socketPath())))
	e.must("listen", l.Listen(1))
	twin := e.dup(l)
	e.must("shutdown", twin.Shutdown(host.ShutRead))
	for _, s := range []host.Socket{l, twin, e.dup(l)} {
		_, _, err := s.Accept(e.soon())
		e.want("accept", err, syscall.EINVAL)
	}
}
