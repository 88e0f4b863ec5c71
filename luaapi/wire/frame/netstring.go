package frame

import (
	"fmt"
	"strconv"

	"sockrun/luaapi/wire/plural"
)

// Netstring returns the codec for D. J. Bernstein's netstrings: the length in
// decimal without leading zeros, a colon, the message, a comma. The error says
// what is wrong with the options.
func Netstring(o Options) (Codec, error) {
	max, err := o.max()
	if err != nil {
		return nil, err
	}
	return &netstring{max: max, name: declaredOptions("netstring", o.Max)}, nil
}

type netstring struct {
	max  int // of the message alone
	name string
}

func (c *netstring) Name() string { return c.name }

func (c *netstring) Encode(dst []byte, m Message) ([]byte, error) {
	body, err := payload(c, m, c.max)
	if err != nil {
		return dst, err
	}
	dst = append(strconv.AppendInt(dst, int64(len(body)), 10), ':')
	return append(append(dst, body...), ','), nil
}

func (c *netstring) Decode(data []byte, _ int) (Message, int, error) {
	size, start, err := c.header(data)
	if err != nil {
		return Message{}, 0, err
	}
	if start == 0 {
		return Message{}, -len(data) - 1, nil
	}
	comma := start + size
	switch {
	case len(data) <= comma:
		return Message{}, -comma - 1, nil
	case data[comma] != ',':
		return Message{}, 0, &Error{Offset: comma, Message: fmt.Sprintf("expected ',' after %s, got %q", plural.Of(size, "byte"), data[comma])}
	}
	return taken(data, start, comma), comma + 1, nil
}

// header returns the length of the message and where it starts; start is 0
// when the colon has not come yet.
func (c *netstring) header(data []byte) (size, start int, err error) {
	malformed := func(at int, format string, args ...any) (int, int, error) {
		return 0, 0, &Error{Offset: at, Field: "length", Message: fmt.Sprintf(format, args...)}
	}
	for i, b := range data {
		switch {
		case b == ':' && i > 0:
			return size, i + 1, nil
		case b < '0' || b > '9':
			return malformed(i, "expected digits and a colon, got %q", b)
		case i == 1 && data[0] == '0':
			return malformed(0, "the length has leading zeros")
		}
		if size = 10*size + int(b-'0'); size > c.max {
			return malformed(0, "frame of %s bytes or more is longer than max %d", data[:i+1], c.max)
		}
	}
	return 0, 0, nil
}

// Announced is that of the function Announced.
func (c *netstring) Announced(data []byte) string {
	size, start, err := c.header(data)
	if err != nil || start == 0 {
		return ""
	}
	return announcedLength(uint64(size))
}
