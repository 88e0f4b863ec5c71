package steps

import (
	"bytes"
	"errors"

	"sockrun/luaapi/wire/diff"
	"sockrun/runner/positioned"
)

// On a stream without a frame a matcher takes its bytes, and not a line. Who
// expects lines learns of that by the next message, which begins with the rest
// of one.

// noteLine notes whether what a matcher has taken of the connection ended inside
// a line.
func (do *Performer) noteLine(taken []byte) {
	tail := taken[max(len(taken)-longTail, 0):]
	tail = tail[bytes.LastIndexByte(tail, '\n')+1:]
	if do.midLine = nil; len(tail) > 0 && isText(tail) {
		do.midLine = do.Conn
	}
	do.midEnd = bytes.HasSuffix(tail, []byte("\r"))
}

// longTail is how many bytes tell well enough whether all are text.
const longTail = 64

func isText(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' || r == 0x7f })
}

// withLine adds how lines are told apart to the failure of a message that begins
// inside of one.
func (do *Performer) withLine(err error, got []byte) error {
	var own *positioned.Error
	if do.midLine == nil || do.midLine != do.Conn || do.Conn.Stream != nil || !errors.As(err, &own) {
		return err
	}
	text := append(bytes.Clone(got), do.Conn.Socket.Left()...)
	end := bytes.IndexByte(text, '\n')
	if end == 0 && do.midEnd {
		own.Detail = append(diff.WithoutLF(own.Detail), `(the message before took the "\r" in front of this "\n")`)
		return err
	}
	if end < 0 || !isText(text[:end]) {
		return err
	}
	own.Detail = append(own.Detail, positioned.Hint("the message before ended inside a line: %s makes each line a message, line: true in a matcher takes one", LineFrame(text[:end+1])))
	return err
}

// LineFrame is the frame of lines that end as one does.
func LineFrame(line []byte) string {
	if bytes.HasSuffix(line, []byte("\r\n")) {
		return `frame: {delimiter: "\r\n"}`
	}
	return `frame: {delimiter: "\n"}`
}
