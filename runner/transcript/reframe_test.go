package transcript_test

import (
	"strings"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/transcript"
)

// TestSkip checks that bytes before a codec are no part of its messages, and
// do not become one.
func TestSkip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(*transcript.Log)
		want string
	}{
		{"a message after bytes", func(l *transcript.Log) {
			recv(l, "line")
			l.Skip(host.Received, 0)
			recv(l, "abcd")
			l.Mark(host.Received, 2)
			l.Mark(host.Received, 2)
		}, "<line <=ab <=cd"},
		{"what was read ahead belongs to the message", func(l *transcript.Log) {
			recv(l, "line")
			recv(l, "onab")
			l.Skip(host.Received, 2)
			l.Mark(host.Received, 2)
		}, "<line <on <=ab"},
		{"bytes between messages", func(l *transcript.Log) {
			send(l, "ab")
			l.Mark(host.Sent, 2)
			l.Skip(host.Sent, 0)
			send(l, "raw")
			l.Skip(host.Sent, 0)
			send(l, "cd")
			l.Mark(host.Sent, 2)
			send(l, "rest")
		}, ">=ab >raw >=cd >rest"},
		{"nothing to skip", func(l *transcript.Log) {
			l.Skip(host.Sent, 0)
			send(l, "ab")
			l.Mark(host.Sent, 2)
		}, ">=ab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			record := clocked(0, ticking())
			log := record.Link(tcp)
			c.do(log)
			if got := show(record.Entries()); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSkippedBytesAreNoMessages(t *testing.T) {
	t.Parallel()
	log := clocked(0, ticking()).Link(tcp)
	send(log, "raw")
	log.Skip(host.Sent, 0)
	if got := log.Totals().Sent; got != 1 {
		t.Errorf("%d calls were sent, want 1", got)
	}
	for range 1000 { // more than are kept
		send(log, "ab")
		log.Mark(host.Sent, 2)
		send(log, "raw")
		log.Skip(host.Sent, 0)
	}
	if got := log.Totals(); got.Sent != 1000 || got.BytesSent != 3+1000*5 {
		t.Errorf("got %+v", got)
	}
}

// TestSummaries checks that each message is told by the codec that it was
// marked with.
func TestSummaries(t *testing.T) {
	t.Parallel()
	record := clocked(0, func() time.Duration { return 0 })
	log := record.Link(tcp)
	says := func(what string) func([]byte) string {
		return func(head []byte) string { return what + ":" + string(head) }
	}
	log.SetSummary(host.Sent, nil, nil)
	for _, codec := range []string{"first", "", "second"} {
		log.Skip(host.Sent, 0)
		if codec == "" {
			log.SetSummary(host.Sent, nil, nil)
			send(log, "raw")
			continue
		}
		log.SetSummary(host.Sent, says(codec), nil)
		send(log, codec[:2])
		log.Mark(host.Sent, 2)
	}
	var summaries []string
	for _, e := range record.Entries() {
		summaries = append(summaries, e.Summary)
	}
	if got := strings.Join(summaries, " "); got != "first:fi  second:se" {
		t.Errorf("got %q", got)
	}
}
