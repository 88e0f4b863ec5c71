package basen

import "fmt"

// Decode64 returns the bytes of base64 text. last is as for Encode64; + and /
// are understood beside it. Unless strict, what is no digit is passed over and
// text after the padding is ignored, as in Python without validate. It fails with an
// *Error.
func Decode64(text []byte, last string, strict bool) ([]byte, error) {
	d := decoder64{values: values64, strict: strict, out: make([]byte, 0, len(text)/4*3+3)}
	if last != "" {
		own := *values64
		own[last[0]], own[last[1]] = 62, 63
		d.values = &own
	}
	for i, c := range text {
		done, err := d.add(c, i+1, i+1 == len(text))
		if done || err != nil {
			return d.out, err
		}
	}
	return d.out, d.end()
}

// decoder64 decodes character by character.
type decoder64 struct {
	values *reversed
	strict bool
	out    []byte
	bits   uint32 // of the digits of this group of four
	digits int    // of this group
	pads   int    // one after the other
	padded bool   // there was padding
}

// add takes the character at a position. It is done when the rest of the text
// means nothing.
func (d *decoder64) add(c byte, position int, isLast bool) (done bool, err error) {
	value := d.values[c]
	switch {
	case c == '=':
		return d.pad(position, isLast)
	case value == none && d.strict:
		return false, wrong64("Only base64 data is allowed", c, position)
	case value == none:
		return false, nil
	case d.padded && d.strict:
		return false, wrong64("Discontinuous padding not allowed", c, position)
	}
	d.pads = 0
	d.bits = d.bits<<6 | uint32(value)
	if d.digits = (d.digits + 1) % 4; d.digits != 1 {
		d.out = append(d.out, byte(d.bits>>(2*((4-d.digits)%4))))
	}
	return false, nil
}

func (d *decoder64) pad(position int, isLast bool) (done bool, err error) {
	if d.strict && position == 1 {
		return false, wrong64("Leading padding not allowed", '=', position)
	}
	d.padded = true
	if d.digits < 2 {
		return false, nil
	}
	if d.pads++; d.digits+d.pads < 4 {
		return false, nil
	}
	if d.strict && !isLast {
		return false, wrong64("Excess data after padding", '=', position)
	}
	return true, nil
}

// end says what is missing at the end of the text.
func (d *decoder64) end() error {
	switch d.digits {
	case 0:
		return nil
	case 1:
		return &Error{Base: "base64", Sentence: fmt.Sprintf("Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than a multiple of 4", len(d.out)/3*4+1)}
	}
	return &Error{Base: "base64", Sentence: "Incorrect padding"}
}

func wrong64(sentence string, c byte, position int) error {
	return &Error{Base: "base64", Sentence: sentence, Char: c, Position: position}
}
