package frame

import (
	"fmt"
	"slices"
	"strconv"

	"sockrun/luaapi/wire/plural"
)

// LengthOptions are the options of Length.
type LengthOptions struct {
	// Max is the longest message in bytes, without its header; 0 for
	// DefaultMax.
	Max int
	// IncludesHeader says that the length on the wire counts the header too.
	IncludesHeader bool
}

// Length returns the codec for messages that follow their length. format is a
// format of Python's struct with exactly one integer, such as ">I", and maybe
// pad bytes around it; pad bytes are sent as zeros and ignored when received.
// The error says what is wrong with the format or the options.
func Length(format string, o LengthOptions) (Codec, error) {
	field, err := parseInteger(format)
	if err != nil {
		return nil, fmt.Errorf("length format %q: %w", format, err)
	}
	max, err := Options{Max: o.Max}.max()
	if err != nil {
		return nil, err
	}
	c := &length{field: field, max: max, name: declared("length", strconv.Quote(format), o.Max, o.IncludesHeader)}
	if o.IncludesHeader {
		c.counted = field.size
	}
	return c, nil
}

type length struct {
	field   integer
	max     int // of the message alone
	counted int // bytes of the header that the length includes
	name    string
}

func (c *length) Name() string { return c.name }

func (c *length) Encode(dst []byte, m Message) ([]byte, error) {
	body, err := payload(c, m, c.max)
	if err != nil {
		return dst, err
	}
	announced := uint64(len(body) + c.counted)
	if announced > c.field.max() {
		return dst, c.malformed("message of %s does not fit a '%c' length", plural.Of(len(body), "byte"), c.field.code)
	}
	dst = slices.Grow(dst, c.field.size+len(body))
	return append(c.field.append(dst, announced), body...), nil
}

func (c *length) Decode(data []byte, _ int) (Message, int, error) {
	header := c.field.size
	if len(data) < header {
		return Message{}, -header, nil
	}
	body, err := c.bodySize(data)
	if err != nil {
		return Message{}, 0, err
	}
	end := header + body
	if len(data) < end {
		return Message{}, -end, nil
	}
	return taken(data, header, end), end, nil
}

// bodySize returns how many bytes follow the header at the start of data.
func (c *length) bodySize(data []byte) (int, error) {
	announced := c.field.read(data)
	switch {
	case c.field.negative(announced):
		return 0, c.malformed("length %d is negative", int64(announced))
	case announced < uint64(c.counted):
		return 0, c.malformed("length %d is smaller than the header of %s that it includes", announced, plural.Of(c.counted, "byte"))
	case announced-uint64(c.counted) > uint64(c.max):
		return 0, c.malformed("frame of %s is longer than max %d%s", plural.Of(announced-uint64(c.counted), "byte"), c.max, c.otherOrder(data))
	}
	return int(announced) - c.counted, nil
}

// Announced is that of the function Announced. The other byte order is likelier if all of the
// message has come by it.
func (c *length) Announced(data []byte) string {
	if len(data) < c.field.size {
		return ""
	}
	if _, err := c.bodySize(data); err != nil {
		return ""
	}
	return announcedLength(c.field.read(data)) + c.orderOf(data, len(data)-c.field.size)
}

// otherOrder says what the length is in the other byte order, when that would
// be one.
func (c *length) otherOrder(data []byte) string { return c.orderOf(data, c.max) }

// orderOf is otherOrder for messages of at most so many bytes.
func (c *length) orderOf(data []byte, most int) string {
	turned := c.field
	turned.big = !turned.big
	n := turned.read(data)
	if turned.width < 2 || n < uint64(max(c.counted, 1)) || n-uint64(c.counted) > uint64(most) {
		return ""
	}
	return fmt.Sprintf("; in %s order the length is %d", map[bool]string{true: "big-endian", false: "little-endian"}[turned.big], n)
}

func (c *length) malformed(format string, args ...any) error {
	return &Error{Offset: c.field.offset, Field: "length", Message: fmt.Sprintf(format, args...)}
}

// declared writes a codec as a script declares it, with the options that were
// given.
func declared(name, argument string, max int, includesHeader bool) string {
	options := ""
	if max != 0 {
		options = "max = " + strconv.Itoa(max)
	}
	if includesHeader {
		if options != "" {
			options += ", "
		}
		options += "includes_header = true"
	}
	if options != "" {
		argument += ", {" + options + "}"
	}
	return name + "(" + argument + ")"
}

// declaredOptions writes a codec that has no argument but its options.
func declaredOptions(name string, max int) string {
	if max == 0 {
		return name + "()"
	}
	return name + "({max = " + strconv.Itoa(max) + "})"
}
