package printed

import (
	"fmt"
	"strings"
	"testing"
)

// Of too much output the beginning and the end are kept, in whole lines.
func TestOutputKeepsBothEnds(t *testing.T) {
	t.Parallel()
	const lines = 200_000
	var o Output
	printed := 0
	for i := range lines {
		n, err := fmt.Fprintf(&o, "a | line %d\n", i)
		if err != nil {
			t.Fatal(err)
		}
		printed += n
	}
	got := o.String()
	head, rest, _ := strings.Cut(got, "… ")
	missing, tail, found := strings.Cut(rest, " bytes left out …\n")
	if !found || missing != fmt.Sprint(printed-len(head)-len(tail)) {
		t.Errorf("%.40q bytes are left out, not %d", missing, printed-len(head)-len(tail))
	}
	if !strings.HasPrefix(head, "a | line 0\n") || !strings.HasSuffix(head, "\n") || len(head) > keptOutput {
		t.Errorf("the first %d bytes are %.20q…%q", len(head), head, head[max(0, len(head)-20):])
	}
	if !strings.HasPrefix(tail, "a | line ") || !strings.HasSuffix(tail, fmt.Sprintf("\na | line %d\n", lines-1)) || len(tail) > keptOutput {
		t.Errorf("the last %d bytes are %.20q…%q", len(tail), tail, tail[max(0, len(tail)-20):])
	}
}

// A line longer than all that is kept is cut.
func TestOutputCutsALongLine(t *testing.T) {
	t.Parallel()
	var o Output
	for _, text := range []string{"begins\n", strings.Repeat("x", 3*keptOutput) + "\n", "goes on\n"} {
		if n, err := o.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("wrote %d of %d bytes: %v", n, len(text), err)
		}
	}
	if got := o.String(); !strings.HasPrefix(got, "begins\nxxx") || !strings.HasSuffix(got, "xxx\ngoes on\n") || !strings.Contains(got, "x\n… 524304 bytes left out …\nx") {
		t.Errorf("kept %.20q…%q", got, got[max(0, len(got)-20):])
	}
}
