package play

import (
	"strings"
	"sync"

	"sockrun/runner/actorname"
)

// output collects what scripts print: of too much the beginning and the end,
// which stands next to a failure.
type output struct {
	mu   sync.Mutex
	kept clipped
}

// printer is under which name something is printed that an actor prints in a task,
// or in one that came from it: that of the instance, of which there may be many.
func printer(actor, task string) string {
	_, name, _ := strings.Cut(task, ".")
	if base, _, isInstance := actorname.Cut(name); isInstance && base == actor {
		return name
	}
	return actor
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
