package stream_test

import (
	"io"
	"syscall"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/stream"
)

// inbox is a socket in which bytes have come, and the end after them.
type inbox struct {
	host.Socket
	data string
	show int // how many bytes one look shows at most
}

func (b *inbox) Kind() host.Kind         { return host.Kind{Family: host.INET, Type: host.Stream} }
func (b *inbox) Close() error            { return nil }
func (b *inbox) Shutdown(host.How) error { return nil }

func (b *inbox) Recv(p []byte, flags int, _ host.Deadline) (int, error) {
	if flags&syscall.MSG_PEEK == 0 {
		n := copy(p, b.data)
		b.data = b.data[n:]
		return n, nil
	}
	b.show = min(b.show+3, len(b.data)) // every look shows more
	return copy(p, b.data[:b.show]), nil
}

// Left takes nothing, and does not tell of what a call has told of.
func TestLeft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data string
		do   func(*stream.Conn)
		want string
	}{
		"nothing came":     {"", func(*stream.Conn) {}, ""},
		"nothing taken":    {"hello world", func(*stream.Conn) {}, "hello world"},
		"a part taken":     {"hello world", func(c *stream.Conn) { c.RecvExact(5) }, " world"},
		"read ahead":       {"one\ntwo\nthr", func(c *stream.Conn) { c.RecvUntil([]byte("\n"), 99, 0, "recv") }, "two\nthr"},
		"all taken":        {"hello", func(c *stream.Conn) { c.RecvExact(5) }, ""},
		"told of":          {"hello", func(c *stream.Conn) { c.RecvExact(9) }, ""},
		"told, and taken":  {"hello", func(c *stream.Conn) { c.RecvExact(9); c.Recv(2, 0) }, ""},
		"peeked at":        {"hello", func(c *stream.Conn) { c.Recv(9, syscall.MSG_PEEK) }, "hello"},
		"closed":           {"hello", func(c *stream.Conn) { c.Close() }, ""},
		"no longer heard":  {"hello", func(c *stream.Conn) { c.Shutdown(host.ShutRead) }, ""},
		"no longer spoken": {"hello", func(c *stream.Conn) { c.Shutdown(host.ShutWrite) }, "hello"},
		"malformed": {"5x", func(c *stream.Conn) {
			codec, err := frame.Netstring(frame.Options{Max: 9})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := stream.NewStream(c, codec, codec).Recv(0); err == nil || err == io.EOF {
				t.Errorf("5x gives %v", err)
			}
		}, ""},
	} {
		socket := &inbox{data: c.data}
		conn := stream.New(socket, noBaton{}, &stream.Scratch{})
		c.do(conn)
		before := socket.data
		if got := string(conn.Left()); got != c.want {
			t.Errorf("%s: %q is left, want %q", name, got, c.want)
		}
		if socket.data != before {
			t.Errorf("%s: Left has taken something", name)
		}
	}
}
