package secure

import (
	"crypto/tls"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
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

	// The record that is being taken: its header as far as it is, and how much
	// there is to come of what follows that.
	header [5]byte
	have   int
	rest   int
	spoke  bool    // the header of a record has come
	alert  [2]byte // the content of the last record that may be an open alert

	// until is the deadline of the handshake, during which Read waits.
	until   host.Deadline
	shaking bool

	full atomic.Bool // something is to be sent
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

// errEmpty is the one empty there is.
var errEmpty error = empty{}

// Read gives what has come, and not more than to the end of a record: so
// crypto/tls has none of the next when it has given all of one.
func (p *pipe) Read(b []byte) (int, error) {
	for p.start == p.came {
		switch {
		case p.ended:
			return 0, io.EOF
		case !p.shaking:
			return 0, errEmpty
		}
		if err := p.more(); err != nil {
			return 0, err
		}
	}
	n := p.bounded(p.in[p.start:min(p.came, p.start+len(b))])
	copy(b, p.in[p.start:p.start+n])
	p.start += n
	return n, nil
}

// more sends what is pending and waits for what comes. Where nothing can be sent
// any more the other side may have said why before it went.
func (p *pipe) more() error {
	gone := p.session.flush(p.until)
	if gone != nil && gone != syscall.EPIPE && gone != syscall.ECONNRESET {
		return gone
	}
	err := p.session.fill(p.until)
	if gone != nil && (err != nil || p.ended) {
		return gone
	}
	return err
}

// bounded returns how many of the next bytes belong to the present record.
func (p *pipe) bounded(next []byte) (n int) {
	if p.rest == 0 {
		n = copy(p.header[p.have:], next)
		if p.have += n; p.have < len(p.header) {
			return n
		}
		p.spoke, p.have, p.rest = true, 0, int(p.header[3])<<8|int(p.header[4])
	}
	more := min(len(next)-n, p.rest)
	if p.mayBeAlert() {
		copy(p.alert[len(p.alert)-p.rest:], next[n:n+more])
	}
	p.rest -= more
	return n + more
}

// mayBeAlert says whether the present record is an alert that nobody has
// encrypted: one that somebody has is longer.
func (p *pipe) mayBeAlert() bool {
	const alert = 21
	return p.header[0] == alert && p.header[3] == 0 && int(p.header[4]) == len(p.alert)
}

// openAlert is what the last record says, if it is an alert that was not
// encrypted and has come as a whole.
func (p *pipe) openAlert() (tls.AlertError, bool) {
	return tls.AlertError(p.alert[1]), p.mayBeAlert() && p.have == 0 && p.rest == 0
}

// plain is what has come in place of the first record, if the stream has ended
// before there was as much as its header; nil when it may have been one.
func (p *pipe) plain() []byte {
	const firstType, lastType = 20, 23
	if p.spoke || p.have == 0 || p.header[0] >= firstType && p.header[0] <= lastType {
		return nil
	}
	return p.header[:p.have]
}

// isDry says whether nothing has come of the next record.
func (p *pipe) isDry() bool { return p.start == p.came }

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
	p.full.Store(true)
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
	p.full.Store(false)
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
