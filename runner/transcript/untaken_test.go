package transcript_test

import (
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/transcript"
)

// connected are the logs of both ends of a connection.
func connected(t *transcript.Transcript, clientPort int) (client, server *transcript.Log) {
	kind := host.Kind{Family: host.INET, Type: host.Stream}
	client, server = t.Link(kind), t.Link(kind)
	client.SetName("alice", "")
	server.SetName("echo", "")
	client.SetAddr(port(clientPort), port(80))
	server.SetAddr(port(80), port(clientPort))
	return client, server
}

func TestUntaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do    func(client, server *transcript.Log)
		taken int64
		n     int64
		head  string
	}{
		"nothing was sent": {func(_, _ *transcript.Log) {}, 0, 0, ""},
		"some was taken": {func(_, server *transcript.Log) {
			send(server, "hello")
			send(server, " world")
		}, 5, 6, " world"},
		"sent when the end was seen": {func(_, server *transcript.Log) {
			send(server, "hello")
			server.Event(transcript.EndOfStream, "")
			send(server, "goodbye")
		}, 2, 3, "llo"},
		"sent when one half had ended": {func(client, server *transcript.Log) {
			client.Event(transcript.Shutdown, "write")
			server.Event(transcript.EndOfStream, "")
			send(server, "goodbye")
		}, 0, 7, "goodbye"},
	} {
		record := clocked(0, ticking())
		client, server := connected(record, 5000)
		c.do(client, server)
		pairs := record.Pairs()
		n, head, known := pairs.Untaken(client, c.taken)
		if n != c.n || string(head) != c.head || !known {
			t.Errorf("%s: %d %q %v, want %d %q", name, n, head, known, c.n, c.head)
		}
		if got := pairs.Peer(client); got != "echo" {
			t.Errorf("the peer is %q", got)
		}
	}
}

// Of a peer outside of the scenario, and of one that cannot be told from
// another, nothing is known.
func TestUntakenIsNotKnown(t *testing.T) {
	t.Parallel()
	record := clocked(0, ticking())
	outside := record.Link(host.Kind{Family: host.INET, Type: host.Stream})
	outside.SetAddr(port(5000), port(81))
	client, _ := connected(record, 5001)
	connected(record, 5001)
	pairs := record.Pairs()
	for _, l := range []*transcript.Log{nil, outside, client} {
		if n, _, known := pairs.Untaken(l, 0); n != 0 || known {
			t.Errorf("%d bytes are known", n)
		}
		if got := pairs.Peer(l); got != "" {
			t.Errorf("the peer is %q", got)
		}
	}
}

func TestAwaitsAnswer(t *testing.T) {
	t.Parallel()
	record := clocked(0, ticking())
	client, _ := connected(record, 5000)
	if client.AwaitsAnswer() {
		t.Error("nothing was sent")
	}
	if send(client, "a"); !client.AwaitsAnswer() {
		t.Error("what was sent last awaits an answer")
	}
	if recv(client, "b"); client.AwaitsAnswer() {
		t.Error("the answer has come")
	}
}
