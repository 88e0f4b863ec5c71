package steps

import (
	"bytes"
	"errors"
	"io"
	"math"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// cut is what a matcher takes of the bytes that have come on a stream without
// a frame.
type cut struct {
	known   bool   // whether that is known already
	take    int    // how many bytes
	message []byte // of these, what is compared
	more    int    // while it is not known: how many bytes it waits for at most, 0 for any number
}

// cutOut works out what a matcher takes. ended says that no more will come.
func (c *candidate) cutOut(data []byte, ended bool) (cut, error) {
	if c.seen > len(data) { // others have taken some
		c.seen = 0
	}
	if c.Boundary.IsSet() {
		return c.bounded(data, ended), nil
	}
	switch c.Kind {
	case scenario.MatchEqual, scenario.MatchStartsWith:
		return c.untilDifferent(data), nil
	case scenario.MatchStruct:
		return c.structure(data), nil
	case scenario.MatchJSON:
		return c.json(data, ended), nil
	case scenario.MatchLength:
		return exactly(c.N, data), nil
	case scenario.MatchContains, scenario.MatchEndsWith:
		return c.through(c.want.Bytes, data), nil
	}
	return cut{}, errNoBoundary
}

var errNoBoundary = errors.New("on a stream without a frame this needs to know where the message ends: add line: true, until: BYTES, length: N or eof: true")

// bounded is a message that ends where the boundary says.
func (c *candidate) bounded(data []byte, ended bool) cut {
	switch b := c.Boundary; {
	case b.Line:
		line := c.through(newline, data)
		line.message = trimLine(line.message)
		return line
	case len(b.Until) > 0:
		return c.through(b.Until, data)
	case b.Key() == "length":
		return exactly(b.Length, data)
	}
	return cut{known: ended, take: len(data), message: data}
}

var newline = []byte{'\n'}

func exactly(n int, data []byte) cut {
	if len(data) < n {
		return cut{more: n - len(data)}
	}
	return cut{known: true, take: n, message: data[:n]}
}

func (c *candidate) through(end, data []byte) cut {
	at := bytes.Index(data[c.seen:], end)
	if at < 0 {
		c.seen = max(len(data)-len(end)+1, 0)
		return cut{}
	}
	n := c.seen + at + len(end)
	return cut{known: true, take: n, message: data[:n]}
}

// untilDifferent is as many bytes as are expected, fewer when one that differs
// has come.
func (c *candidate) untilDifferent(data []byte) cut {
	want := c.want.Bytes
	k := exactly(len(want), data)
	if !k.known && !bytes.HasPrefix(want[c.seen:], data[c.seen:]) {
		return cut{known: true, take: len(data), message: data}
	}
	c.seen = min(len(data), len(want))
	return k
}

// structure is untilDifferent for a struct, whose padding may be anything.
func (c *candidate) structure(data []byte) cut {
	k := exactly(len(c.want.Bytes), data)
	if !k.known && !bytes.HasPrefix(c.want.Bytes, c.Value.Struct.Format.WithoutPadding(data)) {
		return cut{known: true, take: len(data), message: data}
	}
	return k
}

// json is one JSON value. A number ends with what is no part of it, or with the
// stream.
func (c *candidate) json(data []byte, ended bool) cut {
	n := c.scanner.Scan(data)
	if n == 0 && ended && c.scanner.Number() {
		n = len(data)
	}
	return cut{known: n > 0, take: n, message: data[:n]}
}

// receiveBytes receives on a stream without a frame. Of several matchers the
// one that takes the fewest bytes goes first.
func (do *Performer) receiveBytes(list []*candidate, d host.Deadline) (frame.Message, *candidate, error) {
	r := &reading{Performer: do, open: list}
	for {
		if err := r.sift(); err != nil {
			return frame.Message{}, nil, err
		}
		switch {
		case r.by != nil || len(r.open) == 0:
			if r.by != nil {
				do.noteLine(do.Conn.Socket.Peek()[:min(r.taken.take, do.Conn.Socket.Unread())])
			}
			return frame.Message{Bytes: do.takeBytes(r.taken)}, r.by, nil
		case r.ended != nil:
			return frame.Message{}, nil, r.endedEarly()
		}
		if err := r.read(d); err != nil {
			return frame.Message{}, nil, r.lacks(err)
		}
	}
}

// reading is the search for the matcher that the next bytes are for.
type reading struct {
	*Performer
	open  []*candidate // those that still can match
	more  int          // how many bytes the next of them waits for at most, 0 for any number
	by    *candidate   // the one that matches, or nil
	taken cut          // by it, or by those that do not match
	ended error        // the end of the stream
}

// sift tries all matchers on the bytes that have come.
func (r *reading) sift() error {
	r.came = r.Scene.World.Elapsed()
	data := r.Conn.Socket.Peek()
	var open []*candidate
	r.more = math.MaxInt
	for _, c := range r.open {
		k, err := c.cutOut(data, r.ended != nil)
		switch {
		case err != nil:
			return positioned.At(c.Pos, err)
		case !k.known:
			open = append(open, c)
			r.more = min(r.more, k.more)
		case r.by == nil || k.take < r.taken.take:
			if err := r.try(c, k); err != nil {
				return err
			}
		}
	}
	r.open = open
	return nil
}

// try compares what a matcher takes.
func (r *reading) try(c *candidate, k cut) error {
	holds, err := r.matches(c, frame.Message{Bytes: k.message})
	if holds {
		r.by = c
	}
	if holds || r.by == nil && k.take >= r.taken.take {
		r.taken = k
	}
	return err
}

// read waits for more bytes. The end of the stream may be what a matcher waits
// for.
func (r *reading) read(d host.Deadline) error {
	s := r.Conn.Socket
	if r.more == 0 && s.Unread() >= frame.DefaultMax {
		return syscall.EMSGSIZE
	}
	err := s.ReadAhead(r.more, d, "recv")
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		r.ended = err
		return nil
	}
	return err
}

// takeBytes takes what a matcher is about.
func (do *Performer) takeBytes(k cut) []byte {
	n := min(k.take, do.Conn.Socket.Unread()) // Lua of a matcher may have taken some
	do.Conn.Socket.Take(n)
	return k.message
}

// endedEarly says how much there is of a message whose rest will not come.
func (r *reading) endedEarly() error {
	got := r.Conn.Socket.Peek()
	if len(r.open) == 1 && len(got) > 0 && r.more == 0 && r.open[0].searches() {
		message := "the stream ended, and what came does not contain what it should"
		return r.coded(r.shows(message, missed(r.open[0].want.Bytes, got)...), r.endOfStream(len(got)))
	}
	return r.lacks(r.ended)
}

// searches says whether the matcher takes all up to what it looks for.
func (c *candidate) searches() bool {
	return !c.Boundary.IsSet() && (c.Kind == scenario.MatchContains || c.Kind == scenario.MatchEndsWith)
}
