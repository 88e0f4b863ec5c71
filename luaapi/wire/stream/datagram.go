package stream

import (
	"fmt"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
)

// notOne says what is wrong with a datagram of which codec c has decoded n bytes,
// and not all: what is left over, or what the message that it begins still needs.
func notOne(c frame.Codec, data []byte, n int) error {
	if n > 0 {
		return &frame.Error{Offset: n, Message: fmt.Sprintf("the datagram holds more than one message, which ends after %d of its %s", n, plural.Of(len(data), "byte"))}
	}
	needs := frame.Announced(c, data)
	if missing := -n - len(data); needs == "" && missing > 1 {
		needs = fmt.Sprintf("at least %s are missing", plural.Of(missing, "byte"))
	}
	if needs != "" {
		needs = "; " + needs
	}
	return &frame.Error{Offset: len(data), Message: fmt.Sprintf("the datagram ends inside a message, after %s%s", plural.Of(len(data), "byte"), needs)}
}
