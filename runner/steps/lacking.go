package steps

import (
	"errors"
	"fmt"
	"strconv"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/scenario"
)

// lack is what is missing of a message of which only a part has come.
type lack struct {
	size  int      // of the whole message, 0 when that is not known
	least bool     // it may have more
	needs []string // lines of what it still needs, nil when that is not known
}

// came says how much has come.
func (l lack) came(n int) string {
	switch {
	case l.size > n && l.least:
		return fmt.Sprintf("%d of at least %s", n, plural.Of(l.size, "byte"))
	case l.size > n:
		return fmt.Sprintf("%d of %s", n, plural.Of(l.size, "byte"))
	}
	return plural.Of(n, "byte") + " of it"
}

// lackOf is what the message lacks whose rest did not come, which an error of a
// stream without a frame may know.
func (do *Performer) lackOf(err error) lack {
	if short, ok := errors.AsType[*lacking](err); ok {
		return short.lack
	}
	codec, part := do.inCodec(), do.Conn.Socket.Peek()
	if announced := frame.Announced(codec, part); announced != "" {
		size := frame.Size(codec, part)
		return lack{size, !frame.IsSize(codec, part, size), append([]string{announced}, do.explained()...)}
	}
	return lack{needs: do.explained()}
}

// lacking is the end of the stream, or of the time, inside of a message.
type lacking struct {
	lack
	err error
}

func (e *lacking) Error() string { return e.err.Error() }
func (e *lacking) Unwrap() error { return e.err }

// lacks adds to such an error what the only matcher misses that still can match.
func (r *reading) lacks(err error) error {
	got := r.Conn.Socket.Unread()
	if len(r.open) != 1 || got == 0 || !host.IsTimeout(err) && err != r.ended {
		return err
	}
	if r.more > 0 {
		return &lacking{lack{size: got + r.more}, err}
	}
	return &lacking{lack{needs: r.open[0].needs()}, err}
}

// needs says what must still come of the message of a matcher that waits for any
// number of bytes.
func (c *candidate) needs() []string {
	switch b := c.Boundary; {
	case b.Line:
		return []string{`the "\n" that ends the line has not come`}
	case len(b.Until) > 0:
		return []string{strconv.Quote(string(b.Until)) + ", which ends the message, has not come"}
	case b.EOF:
		return []string{"the stream has not ended"}
	case c.searches():
		return []string{Preview(c.want.Bytes) + " has not come"}
	case c.Kind == scenario.MatchJSON:
		return []string{"the JSON value is not whole"}
	}
	return nil
}
