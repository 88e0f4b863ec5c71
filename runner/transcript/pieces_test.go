package transcript_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/host"
)

// untilDot is the size of messages that end with a dot; "!" is malformed.
func untilDot(data []byte) int {
	switch at := strings.IndexByte(string(data), '.'); {
	case strings.HasPrefix(string(data), "!"):
		return -1
	case at < 0:
		return 0
	default:
		return at + 1
	}
}

// TestPartsOfMessages tells messages that nobody has taken from a part of one.
func TestPartsOfMessages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		came []string // in one read each
		want string
	}{
		{[]string{"a.", "b.c", "d"}, "message a., message b., unfinished c, unfinished d"},
		{[]string{"a.b.c."}, "message a., message b., message c."},
		{[]string{"a.", "!x"}, "message a., !x"},
		{[]string{"a.", strings.Repeat("x", 2000)}, "message a., " + strings.Repeat("x", 1024)}, // of which only the head is kept
	} {
		tr := clocked(0, ticking())
		l := tr.Link(tcp)
		l.SetSize(host.Received, untilDot)
		for _, data := range c.came {
			recv(l, data)
		}
		l.Mark(host.Received, 2) // the first was taken
		var got []string
		for _, e := range tr.Entries() {
			text := string(e.Data)
			switch {
			case e.Message:
				text = "message " + text
			case e.Unfinished:
				text = "unfinished " + text
			}
			got = append(got, text)
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%q: got %q, want %q", c.came, text, c.want)
		}
	}
}
