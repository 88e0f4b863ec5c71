package runner

import (
	"strings"
	"testing"
)

// Of too much output the beginning is kept, without holes.
func TestOutputIsCutOnce(t *testing.T) {
	t.Parallel()
	var o output
	for _, text := range []string{"begins\n", strings.Repeat("x", maxOutput), "goes on\n"} {
		if n, err := o.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("wrote %d of %d bytes: %v", n, len(text), err)
		}
	}
	if got, want := o.String(), "begins\n… (more than 1 MiB was printed)\n"; got != want {
		t.Errorf("kept %.100q, want %q", got, want)
	}
}
