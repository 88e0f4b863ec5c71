package frame

// Heading is a codec whose messages may end with a body that is too large for
// memory: the head before it is one message, and the body is bytes of a known
// number that follow.
type Heading interface {
	Codec

	// EncodeHead is Encode for a head. body is how many bytes the caller sends
	// behind it; when it is less than 0, the head tells, or the message cannot
	// be sent. follow is how many they are in the end.
	EncodeHead(dst []byte, head Message, body int64) (out []byte, follow int64, err error)

	// DecodeHead is Decode for a head; body is how many bytes follow it. The
	// longest message is not bounded by its body.
	DecodeHead(data []byte) (head Message, n int, body int64, err error)
}
