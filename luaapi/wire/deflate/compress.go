package deflate

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
)

// Compressor compresses one stream that comes in pieces. One goroutine may use
// it at a time.
type Compressor struct {
	out    bytes.Buffer
	writer interface {
		io.WriteCloser
		Flush() error
	}
	finished bool
}

// NewCompressor returns a compressor. level is from 0, which stores, to 9,
// which is slowest; -1 is a good mean; any other is an error. The window has 32 KiB.
// Auto is Zlib.
func NewCompressor(f Format, level int) (c *Compressor, err error) {
	c = &Compressor{}
	switch f {
	case Raw:
		c.writer, err = flate.NewWriter(&c.out, level)
	case Gzip:
		c.writer, err = gzip.NewWriterLevel(&c.out, level)
	default:
		c.writer, err = zlib.NewWriterLevel(&c.out, level)
	}
	return c, err
}

// Compress adds data to the stream and returns what of it is ready, which may
// be nothing. The result is valid until the next call.
func (c *Compressor) Compress(data []byte) ([]byte, error) {
	return c.result("compressing data", func() error {
		_, err := c.writer.Write(data)
		return err
	})
}

// Flush returns all that is not returned yet, ended so that the other side can
// decompress all data given so far; more may follow.
func (c *Compressor) Flush() ([]byte, error) {
	return c.result("flushing", c.writer.Flush)
}

// Finish ends the stream and returns the rest of it.
func (c *Compressor) Finish() ([]byte, error) {
	return c.result("finishing compression", func() error {
		c.finished = true
		return c.writer.Close()
	})
}

// result returns what do has written. Once the stream has ended, all fails.
func (c *Compressor) result(doing string, do func() error) ([]byte, error) {
	if c.finished {
		return nil, &Error{Code: -2, Doing: doing, Sentence: "inconsistent stream state"}
	}
	c.out.Reset()
	err := do()
	return c.out.Bytes(), err
}
