package printed

import "sync"

// Output collects what scripts print: of too much the beginning and the end,
// which stands next to a failure. The zero value is ready. It may be used from
// several goroutines.
type Output struct {
	mu   sync.Mutex
	kept clipped
}

// Write takes whole lines. It never fails.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept.limit = keptOutput
	o.kept.Write(p)
	return len(p), nil
}

// String returns what was printed, without the middle when it is long.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kept.String()
}
