package frame

import (
	"encoding/binary"
	"fmt"

	"sockrun/luaapi/wire/plural"
)

// Varint returns the codec for messages that follow their length as an
// unsigned LEB128 number: seven bits a byte, the lowest first, the top bit set
// in all bytes but the last. Protocol Buffers and MQTT write lengths so. The
// error says what is wrong with the options.
func Varint(o Options) (Codec, error) {
	max, err := o.max()
	if err != nil {
		return nil, err
	}
	return &varint{max: max, name: declaredOptions("varint", o.Max)}, nil
}

type varint struct {
	max  int // of the message alone
	name string
}

func (c *varint) Name() string { return c.name }

func (c *varint) Encode(dst []byte, m Message) ([]byte, error) {
	body, err := payload(c, m, c.max)
	if err != nil {
		return dst, err
	}
	return append(binary.AppendUvarint(dst, uint64(len(body))), body...), nil
}

func (c *varint) Decode(data []byte, _ int) (Message, int, error) {
	announced, header := binary.Uvarint(data[:min(len(data), binary.MaxVarintLen64)])
	switch {
	case header == 0 && len(data) < binary.MaxVarintLen64:
		return Message{}, -len(data) - 1, nil
	case header <= 0:
		return Message{}, 0, &Error{Field: "length", Message: "the length has more than 64 bits"}
	case announced > uint64(c.max):
		return Message{}, 0, &Error{Field: "length", Message: fmt.Sprintf("frame of %s is longer than max %d", plural.Of(announced, "byte"), c.max)}
	}
	end := header + int(announced)
	if len(data) < end {
		return Message{}, -end, nil
	}
	return taken(data, header, end), end, nil
}

// Announced is that of the function Announced.
func (c *varint) Announced(data []byte) string {
	length, header := binary.Uvarint(data[:min(len(data), binary.MaxVarintLen64)])
	if header <= 0 || length > uint64(c.max) {
		return ""
	}
	return announcedLength(length)
}
