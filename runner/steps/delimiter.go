package steps

import (
	"bytes"
	"errors"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
)

// withDelimiter adds to a failure that no message can be as was expected: what was
// ends with the delimiter, which the frame takes off.
func (do *Performer) withDelimiter(err error, want []byte) error {
	var own *positioned.Error
	end := frame.DelimiterOf(do.inCodec())
	if len(end) > 0 && bytes.HasSuffix(want, end) && errors.As(err, &own) {
		own.Detail = append(own.Detail, positioned.Hint("the frame takes the delimiter %s off the messages: expect them without it", diff.Quote(string(end))))
	}
	return err
}
