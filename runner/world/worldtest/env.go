package worldtest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
)

// env is a world with the checks that cases are written with. A check that
// fails ends the task that made it.
type env struct {
	World
	t          *testing.T
	secured    bool     // pairs are encrypted
	afterClose []func() // checks for the time when all tasks have returned
}

// stopped is what a failed check panics with. testing's own FailNow may only
// be called on the test's goroutine, and checks run in tasks.
type stopped struct{}

func (e *env) fatalf(format string, args ...any) {
	e.t.Helper()
	e.t.Errorf(format, args...)
	panic(stopped{})
}

// guarded makes a failed check end fn and nothing else.
func (e *env) guarded(fn func()) func() {
	return func() {
		defer func() {
			if r := recover(); r != nil && r != (any)(stopped{}) {
				panic(r)
			}
		}()
		fn()
	}
}

// spawn starts a task; join waits until it has returned.
func (e *env) spawn(name string, fn func()) (join func()) {
	done := e.NewParker()
	e.Go(name, func() {
		defer done.Unpark()
		e.guarded(fn)()
	})
	return func() {
		e.t.Helper()
		e.must("join "+name, done.Park(e.soon()))
	}
}

// soon is long enough for everything that does not wait for a timeout, and
// turns a hang into a failure.
func (e *env) soon() host.Deadline { return e.in(2 * time.Minute) }

func (e *env) in(d time.Duration) host.Deadline { return host.After(e, d) }

// sleep gives the other tasks time to reach their wait.
func (e *env) sleep(d time.Duration) {
	e.t.Helper()
	e.want("sleep", e.NewParker().Park(e.in(d)), syscall.ETIMEDOUT)
}

func (e *env) must(op string, err error) {
	e.t.Helper()
	if err != nil {
		e.fatalf("%s: %v", op, err)
	}
}

// want requires err to be one of the given errors.
func (e *env) want(op string, err error, oneOf ...error) {
	e.t.Helper()
	for _, w := range oneOf {
		if errors.Is(err, w) {
			return
		}
	}
	e.fatalf("%s: got error %v, want %v", op, err, oneOf)
}

func (e *env) equal(what string, got, want any) {
	e.t.Helper()
	if got != want {
		e.fatalf("%s: got %v, want %v", what, got, want)
	}
}

// took requires that at least d has passed since start.
func (e *env) took(op string, start, d time.Duration) {
	e.t.Helper()
	if passed := e.Elapsed() - start; passed < d {
		e.fatalf("%s took %v, want at least %v", op, passed, d)
	}
}

func (e *env) socket(family host.Family, typ host.Type) host.Socket {
	e.t.Helper()
	s, err := e.Socket(family, typ, 0)
	e.must("socket", err)
	return s
}

// bound returns a socket that is bound to a free port of the loopback.
func (e *env) bound(typ host.Type) (host.Socket, host.Addr) {
	e.t.Helper()
	s := e.socket(host.INET, typ)
	e.must("bind", s.Bind(loopback(0)))
	addr, err := s.LocalAddr()
	e.must("local address", err)
	return s, addr
}

func (e *env) listener() (host.Socket, host.Addr) {
	e.t.Helper()
	s, addr := e.bound(host.Stream)
	e.must("listen", s.Listen(16))
	return s, addr
}

// pair returns both ends of a TCP connection.
func (e *env) pair() (client, server host.Socket) {
	e.t.Helper()
	l, addr := e.listener()
	client = e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	e.must("close listener", l.Close())
	if e.secured {
		e.secure(client, server)
	}
	return client, server
}

func (e *env) sendAll(s host.Socket, data []byte) {
	e.t.Helper()
	for len(data) > 0 {
		n, err := s.Send(data, 0, e.soon())
		e.must("send", err)
		if n == 0 {
			e.fatalf("send took nothing and says no error")
		}
		data = data[n:]
	}
}

// recvAll reads to the end of the stream.
func (e *env) recvAll(s host.Socket) []byte {
	e.t.Helper()
	var all []byte
	buf := make([]byte, 32<<10)
	for {
		n, err := s.Recv(buf, 0, e.soon())
		e.must("recv", err)
		if n == 0 {
			return all
		}
		all = append(all, buf[:n]...)
	}
}

// expect reads exactly want.
func (e *env) expect(s host.Socket, want string) {
	e.t.Helper()
	got := make([]byte, 0, len(want))
	for len(got) < len(want) {
		n, err := s.Recv(got[len(got):len(want)], 0, e.soon())
		e.must("recv", err)
		if n == 0 {
			e.fatalf("the stream ended after %q, want %q", got, want)
		}
		got = got[:len(got)+n]
	}
	e.equal("received", string(got), want)
}

// ended requires the end of the stream.
func (e *env) ended(s host.Socket) {
	e.t.Helper()
	n, err := s.Recv(make([]byte, 8), 0, e.soon())
	e.must("recv at end", err)
	e.equal("bytes at end of stream", n, 0)
}

// echo sends back what comes until the stream ends.
func (e *env) echo(s host.Socket) {
	buf := make([]byte, 4<<10)
	for {
		n, err := s.Recv(buf, 0, e.soon())
		e.must("echo recv", err)
		if n == 0 {
			e.must("echo close", s.Close())
			return
		}
		e.sendAll(s, buf[:n])
	}
}

// socketPath returns a path for a unix socket, short enough for every system.
func (e *env) socketPath() string {
	e.t.Helper()
	dir, err := os.MkdirTemp("", "wt")
	e.must("temporary folder", err)
	e.t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

// pattern returns n bytes in which a lost or a moved byte shows.
func pattern(n int) []byte {
	block := make([]byte, 251)
	for i := range block {
		block[i] = byte(i)
	}
	return bytes.Repeat(block, n/len(block)+1)[:n]
}

// addr passes through the result of LocalAddr and PeerAddr.
func (e *env) addr(a host.Addr, err error) host.Addr {
	e.t.Helper()
	e.must("address", err)
	return a
}
