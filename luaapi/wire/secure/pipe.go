package secure

import (
	"io"
	"net"
	"sync"
	"time"

	"sockrun/luaapi/host"
)

const (
	firstInput = 2 << 10  // small, since thousands of connections may idle
	maxInput   = 32 << 10 // about two records
	keptOutput = 4 << 10  // more memory is let go when all is sent
)

// pipe is the connection that crypto/tls sees: memory. After the handshake it
// never waits, so no call of crypto/tls does while it holds its mutexes; what
// waits for the socket is the session, outside of them.
type pipe struct {
	session *Session

	in    []byte // what has come is in[:came], of which start was taken; of who reads
	start int
	came  int
	ended bool // nothing more will come

	// until is the deadline of the handshake, during which Read waits.
	until   host.Deadline
	shaking bool

	mu   sync.Mutex
	out  []byte // what is to be sent is out[gone:]
	gone int
}

// empty is what crypto/tls gets where it would have to wait. It says that it is
// temporary, so that the next call tries again.
type empty struct{}

func (empty) Error() string   { return "nothing has come" }
func (empty) Timeout() bool   { return true }
func (empty) Temporary() bool { return true }

// Read gives what has come.
func (p *pipe) Read(b []byte) (int, error) {
	for p.start == p.came {
		switch {
		case p.ended:
			return 0, io.EOF
		case !p.shaking:
			return 0, empty{}
		}
		if err := p.session.flush(p.until); err != nil {
			return 0, err
		}
		if err := p.session.fill(p.until); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.in[p.start:p.came])
	p.start += n
	return n, nil
}

// room returns where what comes next is put, when all else is taken. The memory
// grows and shrinks with what comes.
func (p *pipe) room() []byte {
	switch {
	case p.came == len(p.in) && len(p.in) < maxInput:
		p.in = make([]byte, max(firstInput, 4*len(p.in)))
	case len(p.in) > firstInput && p.came < len(p.in)/16:
		p.in = make([]byte, firstInput)
	}
	p.start, p.came = 0, 0
	return p.in
}

// Write keeps what is to be sent.
func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out = append(p.out, b...)
	return len(b), nil
}

// pending returns what is to be sent. Only who has the lane of writes may drop
// any of it; others may add to it meanwhile.
func (p *pipe) pending() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out[p.gone:]
}

// sent drops the first n bytes of what is pending.
func (p *pipe) sent(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone += n; p.gone < len(p.out) {
		return
	}
	if p.out, p.gone = p.out[:0], 0; cap(p.out) > keptOutput {
		p.out = nil
	}
}

// The rest of net.Conn has no use here.

func (p *pipe) Close() error                     { return nil }
func (p *pipe) LocalAddr() net.Addr              { return nil }
func (p *pipe) RemoteAddr() net.Addr             { return nil }
func (p *pipe) SetDeadline(time.Time) error      { return nil }
func (p *pipe) SetReadDeadline(time.Time) error  { return nil }
func (p *pipe) SetWriteDeadline(time.Time) error { return nil }
