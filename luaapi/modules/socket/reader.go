package socket

import (
	"io"
	"math"
	"strings"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/wire/stream"
)

const (
	maxRest   = 256 << 20 // how much a file of a socket reads at once as "*a"
	maxNumber = 512       // how long the text of a number may be
)

// reader is a connection as a file reads it. What came for a call that fails
// stays for the next, also what was read for the values before the one that
// failed.
type reader struct {
	conn  *stream.Conn
	keeps bool   // the call reads more values than one
	taken []byte // what it has taken by now
}

func (r *reader) Begin(values int) { r.keeps, r.taken = values > 1, nil }

// took keeps what a part of the call has taken, for the case that another
// fails.
func (r *reader) took(data []byte, keeps bool) {
	if keeps {
		r.taken = append(r.taken, data...)
	}
}

// failed gives back what the call has taken, and says how much that is.
func (r *reader) failed(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	r.conn.Return(r.taken)
	r.taken = nil
	return host.NewError("read", r.conn.String(), r.conn.Came(), err)
}

func (r *reader) ReadLine() (string, error) {
	line, err := r.conn.RecvLine(maxLine, r.conn.Deadline(), "read")
	r.took(line, r.keeps)
	return strings.TrimSuffix(string(line), "\n"), r.failed(err)
}

func (r *reader) ReadAll() (string, error) {
	data, err := r.conn.RecvAll(maxRest, r.conn.Deadline(), "read")
	r.took(data, r.keeps)
	return string(data), r.failed(err)
}

func (r *reader) ReadBytes(n int) (string, error) {
	if n == 0 {
		next, err := r.conn.RecvBy(1, syscall.MSG_PEEK, r.conn.Deadline())
		if err == nil && len(next) == 0 {
			err = io.EOF
		}
		return "", r.failed(err)
	}
	data, err := r.conn.RecvFull(n, r.conn.Deadline(), "read")
	r.took(data, r.keeps)
	return string(data), r.failed(err)
}

func (r *reader) ReadNumber() (string, error) {
	d := r.conn.Deadline()
	space, err := r.conn.RecvWhile(iolib.IsSpace, math.MaxInt, d, "read")
	if err != nil {
		return "", r.failed(err)
	}
	r.took(space, true)
	var number iolib.Numeral
	data, err := r.conn.RecvWhile(number.Takes, maxNumber, d, "read")
	r.took(data, r.keeps)
	return string(data), r.failed(err)
}

// sender is a connection as a file writes it.
type sender struct{ conn *stream.Conn }

func (s sender) Write(p []byte) (int, error) { return s.conn.SendAll(p, 0) }
