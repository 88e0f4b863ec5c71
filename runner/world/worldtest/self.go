package worldtest

import (
	"runtime"
	"syscall"

	"sockrun/luaapi/host"
)

// selfCases are about TCP sockets that connect to their own address, as on Linux:
// they are connected to themselves.
func selfCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"a TCP socket that connects to itself", connectsToItself},
		{"a TCP socket that connects to itself does not wait", connectsToItselfAtOnce},
	}
}

func connectsToItself(e *env) {
	s, addr := e.bound(host.Stream)
	e.must("connect", s.Connect(addr, e.soon()))
	e.equal("peer", e.addr(s.PeerAddr()), addr)
	e.sendAll(s, []byte("abc"))
	e.expect(s, "abc")
	e.must("shutdown", s.Shutdown(host.ShutWrite))
	e.ended(s)
	_, err := s.PeerAddr()
	e.want("peer of what has ended", err, syscall.ENOTCONN)
	e.sendFails(s, "x", syscall.EPIPE)
	e.must("close", s.Close())
	e.want("bind in TIME_WAIT", e.socket(host.INET, host.Stream).Bind(addr), syscall.EADDRINUSE)
}

func connectsToItselfAtOnce(e *env) {
	s := e.socket(host.INET, host.Stream)
	e.must("bind", s.Bind(any4(0)))
	addr := loopback(e.addr(s.LocalAddr()).Port)
	e.want("connect", s.Connect(addr, host.DontWait), syscall.EINPROGRESS)
	e.must("connect again", s.Connect(addr, e.soon()))
	e.want("connect once more", s.Connect(addr, host.DontWait), syscall.EISCONN)
	e.sendAll(s, []byte("unread"))
	e.must("close", s.Close())
	e.must("bind", e.socket(host.INET, host.Stream).Bind(addr))
}
