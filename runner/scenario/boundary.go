package scenario

import "strconv"

// Boundary says where a message ends on a stream without a frame. At most one
// field is set; the zero value says nothing.
type Boundary struct {
	Line     bool   // after a line, which is given without its end
	Until    []byte // after these bytes, which are given too
	Length   int    // after so many bytes
	LengthOf *Text  // gives Length, which may be 0 then, when the step runs
	EOF      bool   // at the end of the stream
	Pos      Pos    // of the key that says it
}

// Key is the key that says where the message ends, "" when none does.
func (b Boundary) Key() string {
	switch {
	case b.Line:
		return "line"
	case len(b.Until) > 0:
		return "until"
	case b.hasLength():
		return "length"
	case b.EOF:
		return "eof"
	}
	return ""
}

func (b Boundary) hasLength() bool { return b.Length > 0 || b.LengthOf != nil }

// IsSet says whether the boundary says anything.
func (b Boundary) IsSet() bool { return b.Key() != "" }

// OnFrame says what is wrong with the boundary on a stream with a frame, and
// what to write there.
func (b Boundary) OnFrame() (message, hint string) {
	message = "`" + b.Key() + "` says where the message ends, but the frame says that already"
	hint = "leave it out, or drop the frame first with the step frame: none"
	if b.Length > 0 {
		hint += "; {length: " + strconv.Itoa(b.Length) + "} alone compares the length of the message"
	}
	return message, hint
}
