package runner

import (
	"strings"
	"sync"
)

// output collects what scripts print, bounded.
type output struct {
	mu   sync.Mutex
	text strings.Builder
	cut  bool
}

// maxOutput is how much of what a scenario prints is kept.
const maxOutput = 1 << 20

// Write keeps p, or drops it, and all that follows, when there is too much
// already.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cut || o.text.Len()+len(p) > maxOutput {
		o.cut = true
		return len(p), nil
	}
	return o.text.Write(p)
}

// String returns what was printed.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cut {
		return o.text.String() + "… (more than 1 MiB was printed)\n"
	}
	return o.text.String()
}
