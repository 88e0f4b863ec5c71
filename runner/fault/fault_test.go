package fault_test

import (
	"fmt"
	"strings"
	"testing"

	"sockrun/runner/fault"
)

func recovered(fn func()) (f *fault.Fault) {
	defer func() { f = fault.Of(recover()) }()
	fn()
	return nil
}

func breaks(list []int) int { return list[len(list)] }

// A fault says what happened and where, the innermost of our functions first,
// without a stack of Go.
func TestFaultNamesOurFunctions(t *testing.T) {
	t.Parallel()
	text := recovered(func() { breaks(nil) }).String()
	what, report, _ := strings.Cut(text, "\n")
	if what != "internal error: runtime error: index out of range [0] with length 0" {
		t.Errorf("it says %q", what)
	}
	if !strings.Contains(report, "this line: fault_test.breaks:") || !strings.Contains(report, " < fault_test.recovered:") {
		t.Errorf("the places are %q", report)
	}
	if strings.Contains(text, "goroutine") || strings.Contains(text, "0x") || strings.Contains(text, "runtime.") {
		t.Errorf("it has a part of a stack: %q", text)
	}
}

// A fault that is raised again keeps its places.
func TestFaultAgain(t *testing.T) {
	t.Parallel()
	first := recovered(func() { panic("broken") })
	if again := recovered(func() { panic(first) }); again != first || !strings.HasPrefix(fmt.Sprint(again), "internal error: broken\n") {
		t.Errorf("it became %v", again)
	}
}
