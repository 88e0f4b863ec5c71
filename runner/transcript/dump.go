package transcript

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
)

// String returns an entry on one line, without its bytes:
// "+1.234 ms  alice -> echo  12 bytes  ping seq=7".
func (e Entry) String() string {
	at := fmt.Sprintf("+%.3f ms", float64(e.At)/float64(time.Millisecond))
	if e.Kind != Data {
		return at + "  " + strings.Join(e.told(), "  ")
	}
	line := fmt.Sprintf("%s  %s %s %s  %s", at, e.Local, e.arrow(), e.Peer, plural.Of(e.Length, "byte"))
	if e.Secured {
		line += "  (TLS)"
	}
	if e.Unfinished {
		line += "  (unfinished)"
	}
	if e.Summary != "" {
		line += "  " + e.Summary
	}
	return line
}

// told is what is said of an event: who has the socket, what happened, where, and
// how.
func (e Entry) told() []string {
	who := e.Local
	if e.Peer != (host.Addr{}).String() || e.Kind == Connect || e.Kind == Accept {
		who += " -- " + e.Peer
	}
	all := []string{who, e.Kind.String(), e.where(), e.Detail}
	return slices.DeleteFunc(all, func(part string) bool { return part == "" })
}

// where is the address of the socket, by which it can be told from others between the
// same two; when both ends are new the other's, too.
func (e Entry) where() string {
	own, arrow := shown(e.own), ""
	switch e.Kind {
	case Connect:
		arrow = "-> "
	case Accept:
		arrow = "<- "
	}
	if other := shown(e.other); arrow != "" && other != "" {
		return strings.TrimSpace(own + " " + arrow + other)
	}
	return own
}

// shown is an address, "" for one by which nobody can tell the socket.
func shown(a host.Addr) string {
	if !a.IsNamed() {
		return ""
	}
	return a.String()
}

func (e Entry) arrow() string {
	if e.Dir == host.Sent {
		return "->"
	}
	return "<-"
}

// Dump writes the whole record as text, with the bytes of every message as
// they are kept, and says what is not.
func (t *Transcript) Dump(w io.Writer) error {
	out := bufio.NewWriter(w)
	logs, forgotten := t.snapshot()
	if forgotten > 0 {
		fmt.Fprintf(out, "%s not shown: the transcript keeps %s\n", plural.Of(forgotten, "closed socket"), plural.Of(t.budget, "byte"))
	}
	gaps := gapsOf(logs)
	for _, e := range t.Entries() {
		if i := slices.IndexFunc(gaps, func(g gap) bool { return e.Kind == Data && g.isBefore(e) }); i >= 0 {
			fmt.Fprintf(out, "… %v before this are not kept\n", gaps[i])
			gaps = slices.Delete(gaps, i, i+1)
		}
		e.dump(out)
	}
	for _, g := range gaps {
		fmt.Fprintf(out, "… %v are not kept\n", g)
	}
	return out.Flush()
}

func (e Entry) dump(out *bufio.Writer) {
	fmt.Fprintln(out, e)
	for line := range strings.Lines(hex.Dump(e.Data)) {
		fmt.Fprint(out, "    ", line)
	}
	if more := e.Length - len(e.Data); more > 0 {
		fmt.Fprintf(out, "    %s more, not kept\n", plural.Of(more, "byte"))
	}
}

// gap is what is not kept of one direction of a socket: always the beginning.
type gap struct {
	Entry
	messages int
}

func gapsOf(logs []*Log) (gaps []gap) {
	names := actorNames(logs)
	for _, l := range logs {
		l.mu.Lock()
		end := l.named(names)
		l.mu.Unlock()
		for d := range l.flows {
			end.Dir = host.Direction(d)
			if _, n := l.flows[d].counted(l.kind.IsStream(), nil); n > 0 {
				gaps = append(gaps, gap{end, n})
			}
		}
	}
	return gaps
}

func (g gap) isBefore(e Entry) bool { return e.Link == g.Link && e.Dir == g.Dir }

// String is such as "744 messages alice -> echo".
func (g gap) String() string {
	return fmt.Sprintf("%s %s %s %s", plural.Of(g.messages, "message"), g.Local, g.arrow(), g.Peer)
}
