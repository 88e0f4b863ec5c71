package real

import (
	"context"
	"testing"
)

// busyReader takes what comes once it may.
type busyReader struct {
	may chan struct{}
	got string
}

func (r *busyReader) Write(p []byte) (int, error) {
	<-r.may
	r.got += string(p)
	return len(p), nil
}

// impatient is a context that was done from the start, and tells when somebody
// asks for that.
type impatient struct {
	context.Context
	asked chan struct{}
}

func (c impatient) Done() <-chan struct{} {
	close(c.asked)
	return c.Context.Done()
}

// A slow reader is not taken for a descendant that holds the output, and gets
// all of it.
func TestSlowReaderOfOutput(t *testing.T) {
	t.Parallel()
	reader := &busyReader{may: make(chan struct{})}
	o, err := newOutlet(reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.write.WriteString("one\n"); err != nil {
		t.Fatal(err)
	}
	o.flow()
	over, cancel := context.WithCancel(context.Background())
	cancel()
	ctx, held := impatient{over, make(chan struct{})}, make(chan bool)
	go func() { held <- o.finish(ctx) }()
	<-ctx.asked
	close(reader.may)
	if <-held || reader.got != "one\n" {
		t.Errorf("taken for one who holds the output, and got %q", reader.got)
	}
}
