package worldtest

import (
	"runtime"
	"syscall"

	"sockrun/luaapi/host"
)

// orderCases are about calls that are wrong in two ways: which of them Linux
// tells.
func orderCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"a closed socket is EBADF before all else", closedFirst},
		{"a unix socket that has a name binds another", unixBindAgain},
		{"a unix socket that has a peer connects again", unixConnectAgain},
	}
}

func closedFirst(e *env) {
	udp, unix := e.socket(host.INET, host.Datagram), e.socket(host.UNIX, host.Stream)
	e.must("close", udp.Close())
	e.must("close", unix.Close())
	_, _, err := udp.Accept(host.DontWait)
	e.want("accept", err, syscall.EBADF)
	_, err = unix.SendTo([]byte("x"), 0, host.UnixPath("none"), host.DontWait)
	e.want("sendto", err, syscall.EBADF)
	_, err = unix.Recv(make([]byte, 1), syscall.MSG_OOB, host.DontWait)
	e.want("recv of urgent data", err, syscall.EBADF)
	_, err = unix.Send([]byte("x"), syscall.MSG_OOB, host.DontWait)
	e.want("send of urgent data", err, syscall.EBADF)
}

func unixBindAgain(e *env) {
	first, second := host.UnixPath(e.socketPath()), host.UnixPath(e.socketPath())
	s := e.socket(host.UNIX, host.Stream)
	e.must("bind", s.Bind(first))
	e.want("bind to a path that is taken", s.Bind(first), syscall.EADDRINUSE)
	e.want("bind to another path", s.Bind(second), syscall.EINVAL)
	e.want("bind to an abstract name", s.Bind(host.UnixPath("\x00"+second.Path)), syscall.EINVAL)
}

func unixConnectAgain(e *env) {
	at, nowhere := host.UnixPath(e.socketPath()), host.UnixPath(e.socketPath())
	l, client := e.socket(host.UNIX, host.Stream), e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(at))
	e.must("listen", l.Listen(1))
	e.must("connect", client.Connect(at, e.soon()))
	e.want("connect to nothing", client.Connect(nowhere, e.soon()), syscall.ENOENT)
	e.want("connect again", client.Connect(at, e.soon()), syscall.EISCONN)
	e.want("a listening socket connects", l.Connect(at, e.soon()), syscall.EINVAL)
	e.must("close", l.Close())
	e.want("connect to a closed socket", client.Connect(at, e.soon()), syscall.ECONNREFUSED)
}
