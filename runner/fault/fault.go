// Package fault makes of a mistake in sockrun itself, a Go panic, something that
// its user can report: what happened, and in which of our functions, on one line.
// Stacks of Go stay inside: they tell a user nothing.
package fault

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Fault is a Go panic that was recovered.
type Fault struct {
	value any
	where string
}

// places is how many functions are named.
const places = 6

// Of makes a fault of what recover has returned. It is to be called by the
// deferred function itself, since it looks for the places that the panic has come
// through. What is a fault already stays as it is.
func Of(v any) *Fault {
	if f, ok := v.(*Fault); ok {
		return f
	}
	return &Fault{v, strings.Join(ours(), " < ")}
}

// What says in a sentence what happened.
func (f *Fault) What() string { return fmt.Sprintf("internal error: %v", f.value) }

// Report asks for a report, and is what is to be in it.
func (f *Fault) Report() string { return "please report it with this line: " + f.where }

// String is both.
func (f *Fault) String() string { return f.What() + "\n  " + f.Report() }

// ours lists our functions that a panic has come through, the innermost first,
// each as "runner.(*play).open:120".
func ours() (names []string) {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])]) // without Of and its caller
	for panicked := false; len(names) < places; {
		frame, more := frames.Next()
		panicked = panicked || frame.Function == "runtime.gopanic"
		if panicked && strings.HasPrefix(frame.Function, "sockrun/") {
			names = append(names, fmt.Sprintf("%s:%d", path.Base(frame.Function), frame.Line))
		}
		if !more {
			break
		}
	}
	return names
}
