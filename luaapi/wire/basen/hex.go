package basen

import "strings"

// DecodeHex returns the bytes of pairs of hexadecimal digits, of either case.
// White space and colons mean nothing. It fails with an *Error.
func DecodeHex(text []byte) ([]byte, error) {
	const sentence = "text must be pairs of hexadecimal digits"
	out, half, odd := make([]byte, 0, len(text)/2), byte(0), false
	for i, c := range text {
		digit := strings.IndexByte("0123456789ABCDEF", upper(c, true))
		switch {
		case digit < 0 && strings.IndexByte(" \t\r\n\v\f:", c) >= 0:
		case digit < 0:
			return nil, &Error{Base: "hex", Sentence: sentence, Char: c, Position: i + 1}
		case odd:
			out, odd = append(out, half<<4|byte(digit)), false
		default:
			half, odd = byte(digit), true
		}
	}
	if odd {
		return nil, &Error{Base: "hex", Sentence: sentence + ", and the last has only one"}
	}
	return out, nil
}
