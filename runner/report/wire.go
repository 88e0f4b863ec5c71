package report

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/diff"
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/transcript"
)

const (
	lastMessages = 6
	previewWidth = 60 // columns
)

// lastEntries is what crossed the sockets last: those of the instance that
// failed, else of its actor, which may have sockets that its script made, else
// all of them.
func lastEntries(r *outcome.Result) []transcript.Entry {
	if r.Transcript == nil {
		return nil
	}
	for _, name := range []string{r.Cause.Actor, actorname.Base(r.Cause.Actor)} {
		if entries := r.Transcript.LastOf(name, lastMessages); len(entries) > 0 {
			return entries
		}
	}
	return r.Transcript.Last(lastMessages)
}

// messages shows what crossed the sockets last.
func (b *block) messages(r *outcome.Result) {
	entries := lastEntries(r)
	if len(entries) == 0 {
		return
	}
	b.section("last messages")
	for _, line := range table(entries) {
		b.line("    %s", line)
	}
}

// table shows entries in aligned columns: who to whom, when, how many bytes,
// and the bytes.
func table(entries []transcript.Entry) []string {
	var ends, times, sizes []string
	for _, e := range entries {
		ends = append(ends, endsOf(e))
		times = append(times, "+"+brief(e.At))
		sizes = append(sizes, sizeOf(e.Length))
	}
	ends, times, sizes = leftAligned(ends), rightAligned(times), rightAligned(sizes)
	var lines []string
	for i, e := range entries {
		lines = append(lines, fmt.Sprintf("%s  %s  %s  %s", ends[i], times[i], sizes[i], about(e)))
	}
	return lines
}

// about is what a line says of the bytes: what they mean, if that is known.
func about(e transcript.Entry) string {
	text := cmp.Or(e.Summary, diff.Preview(e.Data, previewWidth))
	if e.Secured {
		text += "  (TLS)"
	}
	if e.Unfinished {
		text += "  (unfinished)"
	}
	return text
}

func endsOf(e transcript.Entry) string {
	if e.Dir == host.Sent {
		return e.Local + " -> " + e.Peer
	}
	return e.Local + " <- " + e.Peer
}

// sizeOf counts bytes so that the words stand below each other.
func sizeOf(n int) string {
	if n == 1 {
		return "1 byte "
	}
	return fmt.Sprintf("%d bytes", n)
}

func leftAligned(cells []string) []string {
	return aligned(cells, func(s, fill string) string { return s + fill })
}

func rightAligned(cells []string) []string {
	return aligned(cells, func(s, fill string) string { return fill + s })
}

// aligned makes all cells as wide as the widest.
func aligned(cells []string, join func(s, fill string) string) []string {
	width := 0
	for _, s := range cells {
		width = max(width, utf8.RuneCountInString(s))
	}
	for i, s := range cells {
		cells[i] = join(s, strings.Repeat(" ", width-utf8.RuneCountInString(s)))
	}
	return cells
}

// trace shows the whole transcript.
func (b *block) trace(r *outcome.Result) {
	if r.Transcript == nil {
		return
	}
	var all bytes.Buffer
	_ = r.Transcript.Dump(&all) // a buffer takes all
	b.section("transcript")
	for line := range bytes.Lines(all.Bytes()) {
		b.line("    %s", string(bytes.TrimRight(line, "\n")))
	}
}
