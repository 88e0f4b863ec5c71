package frame

import (
	"fmt"
	"math"

	"sockrun/luaapi/wire/plural"
)

// Fixed returns the codec for messages that are all n bytes long. n must be 1
// to 2147483647, else there is an error.
func Fixed(n int) (Codec, error) {
	if n < 1 || n > math.MaxInt32 {
		return nil, fmt.Errorf("a fixed frame must have 1 to %d bytes, got %d", math.MaxInt32, n)
	}
	return &fixed{size: n, name: fmt.Sprintf("fixed(%d)", n)}, nil
}

type fixed struct {
	size int // of each message in bytes
	name string
}

func (c *fixed) Name() string { return c.name }

func (c *fixed) Encode(dst []byte, m Message) ([]byte, error) {
	body, err := payload(c, m, math.MaxInt)
	if err != nil {
		return dst, err
	}
	if len(body) != c.size {
		return dst, &Error{Message: fmt.Sprintf("message of %s: %s takes exactly %d", plural.Of(len(body), "byte"), c.name, c.size)}
	}
	return append(dst, body...), nil
}

func (c *fixed) Decode(data []byte, _ int) (Message, int, error) {
	if len(data) < c.size {
		return Message{}, -c.size, nil
	}
	return taken(data, 0, c.size), c.size, nil
}

// Announced is that of the function Announced.
func (c *fixed) Announced([]byte) string {
	return "each message has " + plural.Of(c.size, "byte")
}
