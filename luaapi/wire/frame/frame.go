// Package frame holds the codecs that turn messages into frames, the bytes
// that cross a stream, and back. A codec never touches a socket: whoever has
// bytes asks it where the first message ends. Codecs that scripts write
// themselves implement Codec elsewhere.
//
// What a peer sends is never trusted: a codec says that a frame is too long
// from its first bytes, before anybody has made room for the rest.
package frame

import (
	"fmt"
	"math"
	"reflect"

	"sockrun/luaapi/wire/plural"
)

// DefaultMax is the longest message in bytes that a codec takes when its
// options do not say.
const DefaultMax = 16 << 20

// Message is what a codec carries: bytes, or for codecs with structure
// (headers, those written in Lua) any value.
type Message struct {
	Bytes []byte // of a decoded Value: its whole frame, if the codec says
	Value any    // nil when the message is Bytes
}

// Custom is the Name of codecs that are written in Lua, whose messages may be
// anything.
const Custom = "custom"

// Codec turns messages into frames and back. The codecs of this package keep
// no state and may be used by several goroutines.
type Codec interface {
	// Encode appends the frame of m to dst and returns the longer slice. When
	// it fails it returns dst as it was, and a *Error if m is to blame.
	Encode(dst []byte, m Message) ([]byte, error)

	// Decode reads the message at the start of data.
	//
	//   n > 0:  the frame took n bytes; m.Bytes may point into data.
	//   n <= 0: the frame is not complete; it has at least -n bytes, counted
	//           from the start of data, or an unknown number more when n is 0.
	//
	// seen says how many bytes at the start of data an earlier call for the
	// same frame has looked at, so that a search can go on from there; 0 is
	// always right. Malformed data is a *Error; no further byte can mend it.
	Decode(data []byte, seen int) (m Message, n int, err error)

	// Name describes the codec as a script declares it: length(">I").
	Name() string
}

// Resuming is a codec that can remember how far it has come with a frame of
// one stream, so that a long one which comes in small pieces is not read again
// and again.
type Resuming interface {
	Codec
	// Resume returns a codec of the same frames for one stream. Its Decode gets
	// 0 for seen at the start of every frame, and only then.
	Resume() Codec
}

// Placed is a codec that sees the message in which its frames stand, the outermost
// unless one inside of it is declared to be the base, so that a frame may refer to
// what lies before it. The offsets in its errors count from the start of the frame.
type Placed interface {
	Codec
	// EncodeIn is Encode for a frame that stands in a message. before returns
	// what lies before it there, in which lengths and checks that are not known
	// yet are zeros; it fails when not even the size of that is known.
	EncodeIn(dst []byte, m Message, before func() ([]byte, error)) ([]byte, error)
	// DecodeIn is Decode for the frame at offset at of whole, the message as far
	// as it is there, up to where the frame must end. n counts from at. A frame
	// in a message may have no bytes: n >= 0 says that it took n, n < 0 that it
	// is not complete and has at least -n. It is also asked where whole ends.
	DecodeIn(whole []byte, at int) (m Message, n int, err error)
}

// announcing is a codec that can say what the frame lacks of which a part has
// come.
type announcing interface {
	Codec
	// Announced is that of the function Announced.
	Announced(data []byte) string
}

// Announced says what the frame needs whose first bytes are data, and not all:
// the length that it begins with, and what that would be in the other byte order
// if this is likelier, or the delimiter. It is "" when nothing has come, when the
// length is not there or cannot be one, and for codecs that do not know.
func Announced(c Codec, data []byte) string {
	if a, ok := c.(announcing); ok && len(data) > 0 {
		return a.Announced(data)
	}
	return ""
}

// Size returns how many bytes the frame has whose first bytes are data, and not
// all; 0 when that is not known by these.
func Size(c Codec, data []byte) int {
	if Announced(c, data) == "" {
		return 0
	}
	_, n, _ := c.Decode(data, 0)
	return max(-n, 0)
}

// Ending is a codec whose frames may go on behind what Size knows of them.
type Ending interface {
	Codec
	// EndsAt says whether the frame that begins with data has n bytes, whatever
	// the rest of them is.
	EndsAt(data []byte, n int) bool
}

// IsSize says whether Size is the size of the whole frame, and not only the least
// that it may have.
func IsSize(c Codec, data []byte, n int) bool {
	e, ok := c.(Ending)
	return !ok || e.EndsAt(data, n)
}

// announcedLength is what Announced says of a length.
func announcedLength(n uint64) string { return fmt.Sprintf("the length that was read is %d", n) }

// Options are the limits of a codec.
type Options struct {
	// Max is the longest message in bytes, without header or delimiter; 0 for
	// DefaultMax. It holds for both directions.
	Max int
}

func (o Options) max() (int, error) {
	switch {
	case o.Max == 0:
		return DefaultMax, nil
	case o.Max < 0 || o.Max > math.MaxInt32:
		return 0, fmt.Errorf("max must be 1 to %d bytes, got %d", math.MaxInt32, o.Max)
	}
	return o.Max, nil
}

// Error is malformed input, or a message that cannot be encoded. Scripts see
// it as a FrameError.
type Error struct {
	Offset  int    // where in the frame, in bytes from 0; negative when there is no place
	Field   string // which part of the frame; "" when it is about the whole
	Message string // what is wrong
}

// Error says what is wrong, and at which field and offset.
func (e *Error) Error() string {
	switch {
	case e.Field == "":
		return e.Message
	case e.Offset < 0:
		return fmt.Sprintf("field %s: %s", e.Field, e.Message)
	}
	return fmt.Sprintf("%s (%s at offset %d)", e.Message, e.Field, e.Offset)
}

// ErrorName is the err.name that scripts see.
func (e *Error) ErrorName() string { return "FrameError" }

// payload returns the bytes of m for a codec that carries nothing else.
func payload(c Codec, m Message, max int) ([]byte, error) {
	if m.Value != nil {
		return nil, &Error{Message: fmt.Sprintf(
			"%s cannot be sent through %s: only bytes travel, make them with json.dumps or struct.pack",
			kindOf(m.Value), c.Name())}
	}
	if len(m.Bytes) > max {
		return nil, &Error{Message: fmt.Sprintf("message of %s is longer than max %d", plural.Of(len(m.Bytes), "byte"), max)}
	}
	return m.Bytes, nil
}

// kindOf names a value in the words of scripts.
func kindOf(v any) string {
	switch kind := reflect.TypeOf(v).Kind(); {
	case kind == reflect.Bool:
		return "a boolean"
	case kind >= reflect.Int && kind <= reflect.Float64:
		return "a number"
	}
	return "a table or object"
}

// taken returns a decoded message of data[from:to]; appending to it does not
// write into what follows in data.
func taken(data []byte, from, to int) Message {
	return Message{Bytes: data[from:to:to]}
}
