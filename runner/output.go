package runner

import "sync"

// output collects what scripts print: of too much the beginning and the end,
// which stands next to a failure.
type output struct {
	mu   sync.Mutex
	kept clipped
}

// Write keeps whole lines.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept.limit = keptOutput
	o.kept.Write(p)
	return len(p), nil
}

// String returns what was printed, without the middle when it is long.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kept.String()
}
