package transcript_test

import (
	"bytes"
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/transcript"
)

var (
	tcp = host.Kind{Family: host.INET, Type: host.Stream}
	udp = host.Kind{Family: host.INET, Type: host.Datagram}
)

func port(n int) host.Addr { return host.Inet(netip.MustParseAddr("127.0.0.1"), n) }

// ticking returns a clock that counts how often it was asked.
func ticking() func() time.Duration {
	var now atomic.Int64
	return func() time.Duration { return time.Duration(now.Add(1)) }
}

// clocked returns a transcript with a clock.
func clocked(budget int, stamp func() time.Duration) *transcript.Transcript {
	tr := transcript.New(budget)
	tr.SetClock(stamp)
	return tr
}

func send(l *transcript.Log, s string) { l.Bytes(host.Sent, l.Now(), []byte(s)) }
func recv(l *transcript.Log, s string) { l.Bytes(host.Received, l.Now(), []byte(s)) }

// show renders entries shortly, one word each: ">" sent, "<" received, "=" for
// a message, else the kind.
func show(entries []transcript.Entry) string {
	var words []string
	for _, e := range entries {
		word := e.Kind.String()
		if e.Kind == transcript.Data {
			word = map[host.Direction]string{host.Sent: ">", host.Received: "<"}[e.Dir]
			if e.Message {
				word += "="
			}
			word += string(e.Data)
			if e.Length != len(e.Data) {
				word += fmt.Sprintf("/%d", e.Length)
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestEntriesOfOneSocket(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(*transcript.Log)
		want string
	}{
		{"nothing", func(*transcript.Log) {}, ""},
		{"calls", func(l *transcript.Log) { send(l, "ab"); recv(l, "c"); send(l, "d") }, ">ab <c >d"},
		{"marked after", func(l *transcript.Log) { recv(l, "ab"); l.Mark(host.Received, 2) }, "<=ab"},
		{"marked before", func(l *transcript.Log) { l.Mark(host.Sent, 2); send(l, "ab") }, ">=ab"},
		{"several in one call", func(l *transcript.Log) {
			recv(l, "abcde")
			l.Mark(host.Received, 2)
			l.Mark(host.Received, 3)
		}, "<=ab <=cde"},
		{"one in several calls", func(l *transcript.Log) {
			recv(l, "ab")
			send(l, "x")
			recv(l, "c")
			l.Mark(host.Received, 3)
		}, ">x <=abc"},
		{"cut across calls", func(l *transcript.Log) {
			recv(l, "abc")
			recv(l, "de")
			l.Mark(host.Received, 2)
			l.Mark(host.Received, 3)
		}, "<=ab <=cde"},
		{"unfinished", func(l *transcript.Log) {
			recv(l, "abc")
			l.Mark(host.Received, 2)
			recv(l, "d")
			l.Mark(host.Received, 9)
		}, "<=ab <c <d"},
		{"events", func(l *transcript.Log) {
			l.Event(transcript.Connect, "")
			send(l, "a")
			l.Event(transcript.Reset, "")
			l.Event(transcript.Close, "is too late")
		}, "connect >a reset"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tr := clocked(0, ticking())
			c.do(tr.Link(tcp))
			if got := show(tr.Entries()); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDatagramsKeepTheirBoundaries(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	client, server := tr.Link(udp), tr.Link(udp)
	client.SetName("alice", "")
	client.SetAddr(port(5), host.Addr{})
	for i, from := range []host.Addr{port(5), port(6), port(5)} {
		server.Datagram(host.Received, server.Now(), []byte("abc")[:i], from)
		server.Mark(host.Received, i)
	}
	var got []string
	for _, e := range tr.Entries() {
		got = append(got, fmt.Sprintf("%s %q %v", e.Peer, e.Data, e.Message))
	}
	want := []string{`alice "" true`, `127.0.0.1:6 "a" true`, `alice "ab" true`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := server.Totals().Received; n != 3 {
		t.Errorf("%d datagrams, want 3", n)
	}
}

func TestAMessageHasTheTimeOfItsLastByte(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	l := tr.Link(tcp)
	l.Bytes(host.Received, 10, []byte("ab"))
	l.Bytes(host.Received, 20, []byte("c"))
	l.Mark(host.Received, 3)
	if e := tr.Entries(); len(e) != 1 || e[0].At != 20 {
		t.Errorf("got %v", e)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	client, server := tr.Link(tcp), tr.Link(tcp)
	client.SetAddr(port(5), port(6))
	server.SetAddr(port(6), port(5))
	send(client, "hi")
	recv(server, "hi")
	ends := func() string {
		var all []string
		for _, e := range tr.Entries() {
			all = append(all, e.Local+" "+e.Peer)
		}
		return strings.Join(all, ", ")
	}
	if got, want := ends(), "127.0.0.1:5 127.0.0.1:6, 127.0.0.1:6 127.0.0.1:5"; got != want {
		t.Errorf("without names: got %q, want %q", got, want)
	}
	client.SetName("alice", "")
	if got, want := ends(), "alice 127.0.0.1:6, 127.0.0.1:6 alice"; got != want {
		t.Errorf("with one name: got %q, want %q", got, want)
	}
	client.SetName("", "echo")
	if got, want := ends(), "alice echo, 127.0.0.1:6 alice"; got != want {
		t.Errorf("with a name for the peer: got %q, want %q", got, want)
	}
}

// The sockets that connect to a unix address have none: the other end knows
// them by who has connected there, as far as that is one actor.
func TestNamesOfUnixPeers(t *testing.T) {
	t.Parallel()
	unix := host.Kind{Family: host.UNIX, Type: host.Stream}
	tests := []struct {
		callers []string
		want    string
	}{
		{nil, "unnamed"}, {[]string{""}, "unnamed"}, {[]string{"alice"}, "alice"}, {[]string{"alice", "alice"}, "alice"},
		{[]string{"alice[2]"}, "alice[2]"}, {[]string{"alice[1]", "alice[2]", "alice[1]"}, "alice"},
		{[]string{"alice", "bob", "alice"}, "unnamed"},
	}
	for _, test := range tests {
		tr := clocked(0, ticking())
		listener, server := tr.Link(unix), tr.Link(unix)
		listener.SetAddr(host.UnixPath("/s"), host.Addr{Family: host.UNIX})
		listener.Event(transcript.Listen, "")
		for _, name := range test.callers {
			client := tr.Link(unix)
			client.SetName(name, "")
			client.SetAddr(host.Addr{Family: host.UNIX}, host.UnixPath("/s"))
		}
		server.SetAddr(host.UnixPath("/s"), host.Addr{Family: host.UNIX})
		server.Event(transcript.Accept, "")
		recv(server, "x")
		entries := tr.Entries()
		if got := entries[2].Peer; got != test.want {
			t.Errorf("connected by %q: the peer is %q, want %q", test.callers, got, test.want)
		}
		if got := entries[0].Peer; got != "unnamed" {
			t.Errorf("the listener has the peer %q", got)
		}
	}
}

func TestLast(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	alice, echo := tr.Link(tcp), tr.Link(tcp)
	alice.SetName("alice", "echo")
	echo.SetName("echo", "alice")
	for _, m := range []string{"1", "2", "3"} {
		send(alice, m)
		recv(echo, m)
		send(echo, m+"!")
		recv(alice, m+"!")
	}
	alice.Event(transcript.Close, "")
	if got := show(tr.LastOf("alice", 3)); got != "<2! >3 <3!" {
		t.Errorf("of alice: %q", got)
	}
	if got := show(tr.Last(3)); got != "<3 >3! <3!" {
		t.Errorf("of all: %q", got)
	}
	if got := tr.LastOf("bob", 3); len(got) != 0 {
		t.Errorf("of bob: %v", got)
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	tr := clocked(-1, ticking())
	l := tr.Link(tcp)
	for range 1000 {
		send(l, "abcd")
		recv(l, "ab")
		l.Mark(host.Received, 1)
	}
	l.Mark(host.Received, 5000) // still to come
	want := transcript.Totals{Sent: 1000, BytesSent: 4000, Received: 1000, BytesReceived: 2000}
	if got := l.Totals(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := tr.Entries(); len(got) != 0 {
		t.Errorf("a transcript of totals kept %q", show(got))
	}
}

func TestTotalsLeaveOutMessagesOnTheWay(t *testing.T) {
	t.Parallel()
	l := clocked(0, ticking()).Link(tcp)
	recv(l, "abc")
	for range 3 {
		l.Mark(host.Received, 2)
	}
	if got := l.Totals().Received; got != 1 {
		t.Errorf("%d messages, want 1", got)
	}
}

func TestNilLogRecordsNothing(t *testing.T) {
	t.Parallel()
	var l *transcript.Log
	send(l, "a")
	l.Datagram(host.Sent, 0, nil, port(1))
	l.Mark(host.Sent, 1)
	l.Event(transcript.Close, "")
	l.SetName("a", "b")
	l.SetAddr(port(1), port(2))
	if got := l.Totals(); got != (transcript.Totals{}) {
		t.Errorf("got %+v", got)
	}
}

func TestOldestCallsAreOverwritten(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	l := tr.Link(tcp)
	const calls = 10_000
	for i := range calls {
		send(l, fmt.Sprintf("%06d", i))
		l.Mark(host.Sent, 6)
	}
	entries := tr.Entries()
	if len(entries) < 100 || len(entries) > 256 {
		t.Fatalf("%d calls are kept", len(entries))
	}
	for i, e := range entries {
		if want := fmt.Sprintf("%06d", calls-len(entries)+i); string(e.Data) != want || !e.Message {
			t.Fatalf("entry %d is %q, want %q", i, e.Data, want)
		}
	}
}

func TestForgottenMarksStayMarked(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	l := tr.Link(tcp)
	recv(l, strings.Repeat("ab", 500))
	for range 499 {
		l.Mark(host.Received, 2)
	}
	entries := tr.Entries()
	rest := entries[len(entries)-1]
	if len(entries) != 257 || rest.Message || string(rest.Data) != "ab" {
		t.Errorf("%d entries, the last %+v", len(entries), rest)
	}
	if n := l.Totals().Received; n != 499 {
		t.Errorf("%d messages, want 499", n)
	}
}

func TestLargeCallsKeepTheirHead(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	l := tr.Link(tcp)
	big := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	for range 300 {
		l.Bytes(host.Sent, l.Now(), big)
	}
	l.Mark(host.Sent, 299*len(big)+10)
	entries := tr.Entries()
	if len(entries) != 2 {
		t.Fatalf("%d entries", len(entries))
	}
	if e := entries[0]; !e.Message || e.Length != 299*len(big)+10 || e.Data != nil {
		t.Errorf("a message whose head was overwritten: %d bytes, %d kept", e.Length, len(e.Data))
	}
	if e := entries[1]; e.Message || e.Length != len(big)-10 || !bytes.Equal(e.Data, big[10:1024]) {
		t.Errorf("what came after: %d bytes, %d kept", e.Length, len(e.Data))
	}
}

func TestBudgetGoesToTheSocketsThatLive(t *testing.T) {
	t.Parallel()
	const budget = 64 << 10
	tr := clocked(budget, ticking())
	first := tr.Link(tcp)
	for range 1000 {
		send(first, strings.Repeat("x", 100))
	}
	for i := range 1000 {
		l := tr.Link(tcp)
		send(l, fmt.Sprint(i))
		recv(l, "ok")
		l.Event(transcript.Close, "")
	}
	entries := tr.Entries()
	newest := slices.IndexFunc(entries, func(e transcript.Entry) bool { return string(e.Data) == "999" })
	if newest < 0 {
		t.Error("the last of many sockets is not recorded")
	}
	if !slices.ContainsFunc(entries, func(e transcript.Entry) bool { return e.Link == 1 }) {
		t.Error("the open socket was forgotten")
	}
	kept := 0
	for _, e := range entries {
		kept += len(e.Data)
	}
	if kept > budget {
		t.Errorf("%d bytes are kept, the budget is %d", kept, budget)
	}
	var out strings.Builder
	if err := tr.Dump(&out); err != nil || !strings.Contains(out.String(), "closed sockets not shown: the transcript keeps 65536 bytes\n") {
		t.Errorf("the dump begins %.80q (%v)", out.String(), err)
	}
}

// A teardown, in a world of its own, is recorded in the time of the scenario.
func TestFirstClockStays(t *testing.T) {
	t.Parallel()
	tr := clocked(0, func() time.Duration { return time.Second })
	send(tr.Link(tcp), "a")
	tr.SetClock(func() time.Duration { return 0 })
	send(tr.Link(tcp), "b")
	if got := show(tr.Entries()); got != ">a >b" || tr.Last(1)[0].At != time.Second {
		t.Errorf("recorded %q, the last at %v", got, tr.Last(1)[0].At)
	}
}

func TestDump(t *testing.T) {
	t.Parallel()
	tr := clocked(0, ticking())
	l := tr.Link(tcp)
	l.SetName("alice", "echo")
	l.Event(transcript.Connect, "")
	l.Bytes(host.Sent, 1_200_000, []byte("ping"))
	l.Bytes(host.Received, 1_900_000, make([]byte, 1025))
	var out strings.Builder
	if err := tr.Dump(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"+0.000 ms  alice -- echo  connect\n",
		"+1.200 ms  alice -> echo  4 bytes\n    00000000  70 69 6e 67 ",
		"+1.900 ms  alice <- echo  1025 bytes\n    00000000  00 00 ",
		"\n    1 byte more, not kept\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, out.String())
		}
	}
}

// Of what happens to a socket a dump says where, and names another end only when
// there is one.
func TestDumpTellsWhere(t *testing.T) {
	t.Parallel()
	tr := clocked(0, func() time.Duration { return 0 })
	own, other := host.Inet(netip.MustParseAddr("127.0.0.1"), 4000), host.Inet(netip.MustParseAddr("127.0.0.1"), 5000)
	listener := tr.Link(tcp)
	listener.SetName("echo", "")
	listener.SetAddr(own, host.Addr{})
	listener.Event(transcript.Listen, "")
	accepted := tr.Link(tcp)
	accepted.SetName("echo", "alice")
	accepted.SetAddr(own, other)
	accepted.Event(transcript.Accept, "")
	accepted.Event(transcript.Shutdown, "write")
	refused := tr.Link(tcp)
	refused.SetName("bob", "")
	refused.SetAddr(host.Addr{}, other)
	refused.Event(transcript.Connect, "connection refused")
	pair := tr.Link(tcp)
	pair.SetName("carol", "")
	pair.Event(transcript.Connect, "")
	pair.Event(transcript.Close, "")
	var out strings.Builder
	if err := tr.Dump(&out); err != nil {
		t.Fatal(err)
	}
	want := `+0.000 ms  echo  listen  127.0.0.1:4000
+0.000 ms  echo -- alice  accept  127.0.0.1:4000 <- 127.0.0.1:5000
+0.000 ms  echo -- alice  shutdown  127.0.0.1:4000  write
+0.000 ms  bob -- 127.0.0.1:5000  connect  -> 127.0.0.1:5000  connection refused
+0.000 ms  carol -- unnamed  connect
+0.000 ms  carol  close
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// Of what is not kept a dump says how much it is, and where it was.
func TestDumpTellsOfGaps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		budget int
		want   []string
	}{
		"the newest are kept": {0, []string{"… 44 messages alice -> echo before this are not kept\n+", "  alice -> echo  4 bytes\n"}},
		"none is kept":        {-1, []string{"… 300 messages alice -> echo are not kept\n", "… 1 message alice <- echo are not kept\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := clocked(c.budget, ticking())
			l := tr.Link(tcp)
			l.SetName("alice", "echo")
			for range 300 {
				send(l, "ping")
			}
			recv(l, "pong")
			var out strings.Builder
			if err := tr.Dump(&out); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if strings.Count(out.String(), want) == 0 || strings.Count(out.String(), "not kept") > len(c.want) {
					t.Errorf("want %q once in\n%.300s", want, out.String())
				}
			}
		})
	}
}

// Sockets are recorded, closed and forgotten while others read: the race
// detector and a hang would tell.
func TestReadingWhileRecording(t *testing.T) {
	t.Parallel()
	tr := clocked(16<<10, ticking())
	var tasks sync.WaitGroup
	for range 4 {
		tasks.Go(func() {
			for range 100 {
				recordBothWays(t, tr.Link(tcp))
			}
		})
	}
	done := make(chan struct{})
	go func() { tasks.Wait(); close(done) }()
	for {
		checkNewest(t, tr.Last(5))
		select {
		case <-done:
			checkNewest(t, tr.Last(5))
			return
		default:
		}
	}
}

// recordBothWays records a connection, of whose two directions neither waits for
// the other.
func recordBothWays(t *testing.T, l *transcript.Log) {
	t.Helper()
	var ends sync.WaitGroup
	ends.Go(func() { fill(l, host.Sent) })
	fill(l, host.Received)
	l.SetName("a", "b")
	l.Event(transcript.Close, "") // from now on it may be forgotten
	fill(l, host.Received)
	ends.Wait()
	want := transcript.Totals{Sent: 20, Received: 40, BytesSent: 1900, BytesReceived: 3800}
	if got := l.Totals(); got != want {
		t.Errorf("totals are %+v, want %+v", got, want)
	}
}

// fill records messages, of 10 bytes of 1, 20 of 2 and so on.
func fill(l *transcript.Log, dir host.Direction) {
	for i := range 20 {
		l.Bytes(dir, l.Now(), bytes.Repeat([]byte{byte(i)}, 10*i))
		l.Mark(dir, 10*i)
	}
}

// checkNewest checks that entries are what fill records, in order.
func checkNewest(t *testing.T, entries []transcript.Entry) {
	t.Helper()
	if len(entries) > 5 || !slices.IsSortedFunc(entries, func(a, b transcript.Entry) int { return cmp.Compare(a.At, b.At) }) {
		t.Errorf("asked for the 5 newest, got %s", show(entries))
	}
	for _, e := range entries {
		whole := bytes.Repeat([]byte{byte(e.Length / 10)}, e.Length)
		if e.Length > 190 || !bytes.HasPrefix(whole, e.Data) {
			t.Errorf("%d bytes %x were never recorded", e.Length, e.Data)
		}
	}
}

func BenchmarkMessage(b *testing.B) {
	start := time.Now()
	for _, size := range []int{64, 64 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			l := clocked(0, func() time.Duration { return time.Since(start) }).Link(tcp)
			p := make([]byte, size)
			b.ReportAllocs()
			for b.Loop() {
				l.Bytes(host.Sent, l.Now(), p)
				l.Mark(host.Sent, size)
			}
		})
	}
	b.Run("clock", func(b *testing.B) {
		for b.Loop() {
			time.Since(start)
		}
	})
	b.Run("datagram of two peers", func(b *testing.B) {
		l := clocked(0, func() time.Duration { return time.Since(start) }).Link(udp)
		p, peers := make([]byte, 64), []host.Addr{port(1), port(2)}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			l.Datagram(host.Sent, l.Now(), p, peers[i&1])
		}
	})
}
