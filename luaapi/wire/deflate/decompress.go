package deflate

import (
	"errors"
	"slices"

	"sockrun/luaapi/wire/plural"
)

// errFull says that there is no room for what comes next.
var errFull = errors.New("the limit is reached")

// window is how far back a match may reach.
const window = 32 << 10

// Decompressor decompresses one stream that comes in pieces. One goroutine may
// use it at a time.
type Decompressor struct {
	format Format
	in     reader
	step   func(*Decompressor) error // reads on
	out    []byte                    // the last of what was returned before, and what is new
	fresh  int                       // where the new begins
	limit  int                       // how long out may become

	last             bool // this block is
	stored           int  // bytes left of a stored block
	length, distance int  // of a match that is not whole yet
	literals         huffman
	distances        huffman

	sum    uint32
	size   uint32
	summed int // how much of out is in sum
	done   bool
	full   bool // the last call came to its limit
	failed error

	left       []byte // what is too little for the next step
	unconsumed []byte
	unused     []byte
}

// NewDecompressor returns a decompressor of one stream. Windows of every size
// are taken.
func NewDecompressor(f Format) *Decompressor {
	return &Decompressor{format: f, step: (*Decompressor).header}
}

// Decompress takes the next piece of the stream and returns what it
// decompresses to, at most limit bytes (1 or more); that is valid until the
// next call. Data beyond the limit are in Unconsumed, to be given again, and
// those behind the stream's end in Unused. After an error every call fails
// with it.
func (d *Decompressor) Decompress(data []byte, limit int) ([]byte, error) {
	if d.done {
		d.unused = append(d.unused, data...)
		return nil, nil
	}
	if d.failed != nil {
		return nil, d.failed
	}
	d.begin(data, limit)
	var err error
	for err == nil && !d.done {
		err = d.step(d)
	}
	d.full = err == errFull
	d.end()
	if err == errFull || err == errMore {
		err = nil
	}
	d.failed = err
	return d.out[d.fresh:], err
}

// Done says whether the stream has come to its end.
func (d *Decompressor) Done() bool { return d.done }

// Full says whether the last call's limit has kept something back.
func (d *Decompressor) Full() bool { return d.full }

// Unconsumed returns the data that the last call did not come to because of
// its limit.
func (d *Decompressor) Unconsumed() []byte { return d.unconsumed }

// Unused returns the data that came behind the end of the stream.
func (d *Decompressor) Unused() []byte { return d.unused }

// room is how many bytes more may be returned.
func (d *Decompressor) room() int { return d.limit - len(d.out) }

// begin puts data behind what was left, and keeps the window.
func (d *Decompressor) begin(data []byte, limit int) {
	if d.in.data = data; len(d.left) > 0 {
		d.in.data = append(d.left, data...)
	}
	d.out = slices.Clone(d.out[max(len(d.out)-window, 0):])
	d.fresh, d.summed, d.limit = len(d.out), len(d.out), len(d.out)+limit
	d.unconsumed = nil
}

// end keeps what was not read as what it is.
func (d *Decompressor) end() {
	d.addToSum()
	d.in.unread()
	rest := slices.Clone(d.in.rest())
	d.in.data, d.in.pos, d.left = nil, 0, nil
	switch {
	case d.done:
		d.unused = rest
	case d.full:
		d.unconsumed = rest
	default:
		d.left = rest
	}
}

// whole reads something that is read again from its beginning when the data
// end inside it.
func (d *Decompressor) whole(read func() error) error {
	before := d.in
	err := read()
	if err == errMore {
		d.in = before
	}
	return err
}

// Decompress returns what one whole stream decompresses to; what comes behind
// its end is ignored. It fails when that is more than limit bytes.
func Decompress(data []byte, f Format, limit int) ([]byte, error) {
	d := NewDecompressor(f)
	out, err := d.Decompress(data, limit+1)
	switch {
	case err != nil:
		return nil, err
	case len(out) > limit:
		return nil, TooMuch(limit)
	case !d.done:
		return nil, &Error{Code: -5, Doing: "decompressing data", Sentence: "incomplete or truncated stream"}
	}
	return out, nil
}

// TooMuch is the error for data that decompress to more than limit bytes.
func TooMuch(limit int) error {
	return &Error{Code: -5, Doing: "decompressing data", Sentence: "there are more than " + plural.Of(limit, "byte")}
}
