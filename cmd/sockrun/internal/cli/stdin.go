package cli

import (
	"context"
	"io"
)

// input is the stdin of a program. A read of a terminal or a pipe cannot be
// interrupted, so a signal leaves it behind instead: then Read returns the
// context's error, and what the system reads later is lost.
type input struct {
	ctx    context.Context
	from   io.Reader
	buffer []byte // of the read that is under way
}

func newInput(ctx context.Context, from io.Reader) *input {
	return &input{ctx: ctx, from: from, buffer: make([]byte, 64<<10)}
}

// Read is for one goroutine at a time.
func (in *input) Read(p []byte) (int, error) {
	if in.ctx.Err() != nil {
		return 0, in.ctx.Err()
	}
	buffer := in.buffer[:min(len(in.buffer), len(p))]
	type came struct {
		n   int
		err error
	}
	done := make(chan came, 1)
	go func() {
		n, err := in.from.Read(buffer)
		done <- came{n, err}
	}()
	select {
	case <-in.ctx.Done():
		return 0, in.ctx.Err()
	case c := <-done:
		return copy(p, buffer[:c.n]), c.err
	}
}
