package transcript

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
)

// String returns an entry on one line, without its bytes:
// "+1.234 ms  alice -> echo  12 bytes".
func (e Entry) String() string {
	at := fmt.Sprintf("+%.3f ms", float64(e.At)/float64(time.Millisecond))
	if e.Kind != Data {
		return strings.TrimRight(fmt.Sprintf("%s  %s -- %s  %s  %s", at, e.Local, e.Peer, e.Kind, e.Detail), " ")
	}
	arrow := "<-"
	if e.Dir == host.Sent {
		arrow = "->"
	}
	line := fmt.Sprintf("%s  %s %s %s  %s", at, e.Local, arrow, e.Peer, plural.Of(e.Length, "byte"))
	if e.Secured {
		line += "  (TLS)"
	}
	if e.Unfinished {
		line += "  (unfinished)"
	}
	return line
}

// Dump writes the whole record as text, with the bytes of every message as
// they are kept.
func (t *Transcript) Dump(w io.Writer) error {
	out := bufio.NewWriter(w)
	if _, forgotten := t.snapshot(); forgotten > 0 {
		fmt.Fprintf(out, "%s not shown: the transcript keeps %s\n", plural.Of(forgotten, "closed socket"), plural.Of(t.budget, "byte"))
	}
	for _, e := range t.Entries() {
		fmt.Fprintln(out, e)
		for line := range strings.Lines(hex.Dump(e.Data)) {
			fmt.Fprint(out, "    ", line)
		}
		if more := e.Length - len(e.Data); more > 0 {
			fmt.Fprintf(out, "    %s more, not kept\n", plural.Of(more, "byte"))
		}
	}
	return out.Flush()
}
