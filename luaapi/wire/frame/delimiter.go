package frame

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// Delimiter returns the codec for messages that end with delimiter, which is
// not part of them. A message that holds the delimiter cannot be encoded. The
// codec keeps a copy of delimiter; the error says what is wrong with it or
// with the options.
func Delimiter(delimiter []byte, o Options) (Codec, error) {
	if len(delimiter) == 0 {
		return nil, errors.New("a delimiter must have at least one byte")
	}
	max, err := o.max()
	if err != nil {
		return nil, err
	}
	quoted := strconv.Quote(string(delimiter))
	return &delimited{
		delimiter: bytes.Clone(delimiter), quoted: quoted, max: max,
		name: declared("delimiter", quoted, o.Max, false),
	}, nil
}

type delimited struct {
	delimiter []byte
	quoted    string
	max       int // of the message alone
	name      string
}

func (c *delimited) Name() string { return c.name }

func (c *delimited) Encode(dst []byte, m Message) ([]byte, error) {
	body, err := payload(c, m, c.max)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	out := append(append(dst, body...), c.delimiter...)
	// The receiver stops at the first delimiter, which may lie across the
	// message's end: "a\r" and "\r\r" make "a\r\r\r".
	if at := bytes.Index(out[start:], c.delimiter); at < len(body) {
		return dst, &Error{Offset: at, Message: c.refusal(at, len(body))}
	}
	return out, nil
}

func (c *delimited) refusal(at, size int) string {
	if at+len(c.delimiter) == size {
		return fmt.Sprintf("the message ends with the delimiter %s, which the frame adds itself", c.quoted)
	}
	if at+len(c.delimiter) > size {
		return fmt.Sprintf("the end of the message and the delimiter %s make an earlier delimiter at offset %d", c.quoted, at)
	}
	return fmt.Sprintf("the message contains the delimiter %s at offset %d", c.quoted, at)
}

func (c *delimited) Decode(data []byte, seen int) (Message, int, error) {
	longest := c.max + len(c.delimiter)
	window := data[:min(len(data), longest)]
	// A delimiter may have begun in the bytes that were seen.
	from := max(0, min(seen, len(window))-len(c.delimiter)+1)
	if at := bytes.Index(window[from:], c.delimiter); at >= 0 {
		end := from + at
		return taken(data, 0, end), end + len(c.delimiter), nil
	}
	if len(window) == longest {
		return Message{}, 0, &Error{Offset: c.max, Message: fmt.Sprintf(
			"frame is longer than max %d: no %s before offset %d", c.max, c.quoted, longest)}
	}
	return Message{}, 0, nil
}

// DelimiterOf returns what ends each message of a codec and is no part of it; nil
// for codecs that have no delimiter. It must not be changed.
func DelimiterOf(c Codec) []byte {
	if d, ok := c.(*delimited); ok {
		return d.delimiter
	}
	return nil
}

// Announced is that of the function Announced. A peer that ends its lines with
// \n alone is told apart.
func (c *delimited) Announced(data []byte) string {
	missing := "the delimiter " + c.quoted + " has not come"
	if at := bytes.IndexByte(data, '\n'); at >= 0 && string(c.delimiter) == "\r\n" {
		missing += fmt.Sprintf(`; "\n" alone has, at offset %d`, at)
	}
	return missing
}
