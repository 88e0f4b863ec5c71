package docs

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sockrun/runner/chop"
)

func reference() *Reference {
	return New(CommandLine{
		Commands: []Command{{Name: "", Synopsis: "PATH", Doc: "run"}, {Name: "check", Doc: "validate", Flags: []string{}}, {Name: "run", Doc: "run"}, {Name: "list", Doc: "list"}, {Name: "explain", Doc: "decode"}},
		Flags: []Flag{
			{Name: "var", Doc: "variable"}, {Name: "run", Doc: "names"}, {Name: "fail-on-flaky", Doc: "flaky"}, {Name: "timeout", Short: "t", Takes: "TIME", Doc: "stop each scenario"}, {Name: "sim", Doc: "simulate"}, {Name: "real", Doc: "real"},
			{Name: "seed", Doc: "seed"}, {Name: "trace", Doc: "trace"}, {Name: "allow-net", Doc: "net"}, {Name: "allow-run", Doc: "run"}, {Name: "allow-env", Doc: "env"},
			{Name: "time-scale", Doc: "scale"}, {Name: "repeat", Doc: "repeat"}, {Name: "retries", Doc: "retry"}, {Name: "shard", Doc: "part"},
			{Name: "artifacts", Doc: "keep"}, {Name: "max-memory", Doc: "memory"}, {Name: "weather", Doc: "weather"}, {Name: "seeds", Doc: "seeds"}, {Name: "verify", Doc: "verify"}, {Name: "chop", Doc: "chop"},
			{Name: "tags", Doc: "tags"}, {Name: "skip-tags", Doc: "tags"}, {Name: "report", Doc: "report"}, {Name: "verbose", Doc: "more"}, {Name: "quiet", Doc: "less"},
			{Name: "jobs", Short: "j", Doc: "jobs"}, {Name: "fail-fast", Doc: "fail"}, {Name: "until-fail", Doc: "until"}, {Name: "shuffle", Doc: "order"}, {Name: "color", Doc: "colours"},
			{Name: "allow-read", Doc: "read"}, {Name: "allow-write", Doc: "write"}, {Name: "allow-all", Doc: "all"},
		},
		Statuses: []Status{{"0", "all passed"}},
	})
}

// has says whether a topic has exactly this name.
func (r *Reference) has(name string) bool {
	return slices.ContainsFunc(r.topics, func(t *Topic) bool { return t.Name == name })
}

// TestTopicsAreWhole checks that every topic says something, and that those
// to which it leads exist.
func TestTopicsAreWhole(t *testing.T) {
	t.Parallel()
	r := reference()
	seen := map[string]bool{}
	for _, topic := range r.topics {
		if topic.Name == "" || topic.Kind == "" || topic.Title == "" || topic.Summary == "" || len(topic.body) == 0 {
			t.Errorf("%+v is not whole", topic)
		}
		if id := topic.Name + " " + topic.Kind; seen[id] {
			t.Errorf("%s, %s, is there twice", topic.Name, topic.Kind)
		} else {
			seen[id] = true
		}
		for _, name := range topic.see {
			if !r.has(name) {
				t.Errorf("%s leads to %s, which does not exist", topic.Name, name)
			}
		}
	}
}

// TestFind looks up what users type.
func TestFind(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"socket.recv":    "socket.recv",
		"socket:recv":    "socket.recv",
		"socket:recv()":  "socket.recv",
		"servers.listen": "servers.listen",
		"listen":         "servers.listen, socket.listen",
		"expect":         "expect, steps.expect",
		"within":         "matchers.within, expect.within, verify.within",
		"--timeout":      "--timeout",
		"-t":             "--timeout",
		"ETIMEDOUT":      "ETIMEDOUT",
		"etimedout":      "ETIMEDOUT",
		"struct.error":   "struct.error",
		"exit status":    "exit-status",
		"sockrun check":  "sockrun check",
		"print":          "print",
		"nothing-like":   "",
	} {
		named, ending, _ := reference().Find(query)
		var got []string
		for _, topic := range append(named, ending...) {
			got = append(got, topic.Name)
		}
		if wanted := strings.Split(want, ", "); want == "" && len(got) > 0 || want != "" && !holds(got, wanted) || len(wanted) == 1 && len(got) > 1 {
			t.Errorf("%s finds %v, want %s", query, got, want)
		}
	}
}

// TestAbout looks up what has another name here.
func TestAbout(t *testing.T) {
	t.Parallel()
	r := reference()
	for query, want := range map[string]string{
		"getting started": "start", "tutorial": "start", "pytest": "other-tools", "scapy": "other-tools",
		"permissions": "safety", "checksum": "fields.checksum_of", "retry": "repeating", "flaky": "verdicts", "half-close": "steps.shutdown",
		"half close": "steps.shutdown", "variables": "scenario.vars", "template": "scope", "json report": "report", "deadlock": "deadlocks",
		"regex": "matchers.matches", "retransmit": "datagrams", "proxy": "proxies", "certificate": "certs", "self-signed": "tls.self_signed",
		"byte order": "headers.order", "Endianness": "headers.order", "port": "addresses", "UDP": "datagrams", "datagram": "datagrams", "RST": "steps.reset",
		"step": "steps", "parametrize": "scenario.matrix", "fixture": "scenario.setup", "-k": "--run", "--junitxml": "report", "dry run": "sockrun list", "--maxfail": "--fail-fast",
		"suite setup": "scenario.setup", "Test Teardown": "scenario.teardown", "keyword": "scenario.sequences", "soft assert": "verify", "capsys": "--verbose", "lastfailed": "exploring", "github actions": "report",
		"variables file": "scenario.include", "wildcard": "matchers.fields", "password": "--allow-env", "log level": "log", "slow network": "weather", "linger": "socket.reset", "MTU": "chop", "out of order": "weather",
		"sr1": "steps.expect", "conn:messages()": "stream.messages", "conn:recv_exact": "socket.recv_exact", "listener:accept": "socket.accept", "s:connect": "scenario.connect", "vars.tmp": "scope", "self.index": "scope", "display filter": "transcript", "ipv6": "addresses",
		"captures": "steps.recv", "jsonpath": "matchers.json", "insecure": "tls.verify", "tcpdump": "transcript", "netcat": "clients", "dissector": "frame.header", "FieldLenField": "fields.length_of",
		"config file": "programs", "restart": "programs", "daemon": "programs", "tftp": "datagrams", "another port": "datagrams",
		"asyncio": "task", "Popen": "subprocess.run", "ctrl-c": "exit-status", "stdout": "print", "lua scenarios": "lua", "poll": "select", "env": "os.getenv",
	} {
		_, _, about := r.Find(query)
		if !slices.ContainsFunc(about, func(topic *Topic) bool { return topic.Name == want }) {
			t.Errorf("%s does not lead to %s", query, want)
		}
	}
	for _, m := range meanings() {
		for name := range strings.SplitSeq(m.topics, ", ") {
			if !r.has(name) {
				t.Errorf("%s lead to %s, which does not exist", m.words, name)
			}
		}
	}
}

// TestSearch looks for what has no name.
func TestSearch(t *testing.T) {
	t.Parallel()
	r := reference()
	for query, want := range map[string]string{
		"slow readers": "weather", "waits for whom": "deadlocks", "what does a run leave behind": "report", "reordering": "network.reorder",
		"retry failed tests": "repeating", "select tests by tag": "choosing", "share variables between clients": "actors", "set variable from command line": "scenario.vars", "icmp ping": "socket.socket",
	} {
		found := r.Search(query)
		if !slices.ContainsFunc(found, func(topic *Topic) bool { return topic.Name == want }) || len(found) > maxFound {
			t.Errorf("%s finds %d topics, and not %s", query, len(found), want)
		}
	}
	for _, query := range []string{"", "the", "servers.lisen", "socket qqqqqq"} {
		if found := r.Search(query); len(found) > 0 {
			t.Errorf("%q finds %s", query, found[0].Name)
		}
	}
}

func holds(list, all []string) bool {
	for _, s := range all {
		if !slices.Contains(list, s) {
			return false
		}
	}
	return true
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"socket.rcev": "socket.recv", "wihtin": "within", "servers.lisen": "servers.listen", "ECONREFUSED": "ECONNREFUSED", "exit-stauts": "exit-status",
	} {
		if got := reference().Nearest(query); !slices.Contains(got, want) {
			t.Errorf("%s is near to %v, want %s", query, got, want)
		}
	}
	for query, want := range map[string]string{"deadlcoks": "deadlocks", "prots": "ports", "RSX": "", "EL3": ""} {
		if got := strings.Join(reference().Nearest(query), " "); got != want {
			t.Errorf("%s is near to %q, want %q", query, got, want)
		}
	}
}

// TestWidth sets all topics in several widths: only what is kept as it is and
// single words may stick out.
func TestWidth(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 80, 100} {
		for _, topic := range reference().topics {
			var out strings.Builder
			if err := Write(&out, Style{Width: width}, topic); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(out.String(), "\n")[1:] {
				kept := slices.ContainsFunc(topic.body, func(b block) bool {
					v, ok := b.(verbatim)
					return ok && strings.Contains(string(v), strings.TrimSpace(line))
				})
				words := len(strings.Fields(line))
				if utf8.RuneCountInString(line) > width && words > 3 && !kept && !strings.Contains(line, "see:") && !strings.Contains(line, "(") {
					t.Errorf("%s has in width %d the line %q", topic.Name, width, line)
				}
			}
		}
	}
}

// TestTemplatesAreWhole checks that no line ends inside of {{ name }}, which
// readers copy.
func TestTemplatesAreWhole(t *testing.T) {
	t.Parallel()
	for _, topic := range reference().topics {
		var out strings.Builder
		if err := Write(&out, Style{Width: 80}, topic); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "{{\n") {
			t.Errorf("%s breaks a line inside of {{ }}", topic.Name)
		}
	}
}

// TestColor checks that colours add nothing else.
func TestColor(t *testing.T) {
	t.Parallel()
	var with, without strings.Builder
	topic, _, _ := reference().Find("servers")
	if Write(&with, Style{Width: 80, Color: true}, topic...) != nil || Write(&without, Style{Width: 80}, topic...) != nil {
		t.Fatal("cannot write")
	}
	bare := strings.NewReplacer(bold, "", faint, "", plain, "").Replace(with.String())
	if bare != without.String() || with.String() == without.String() || strings.Contains(without.String(), "\x1b") {
		t.Errorf("%q\n%q", with.String(), without.String())
	}
}

// TestListsAreWhole checks that what has no key of its own is told where it
// would be looked for.
func TestListsAreWhole(t *testing.T) {
	t.Parallel()
	r := reference()
	for name, all := range map[string][]string{
		"addresses": {"tcp://", "tls://", "udp://", "unix://", "unixgram://", "seqpacket://", "unix://@"},
		"frames":    {"varint", "netstring", "none"},
	} {
		named, _, _ := r.Find(name)
		for _, what := range all {
			if !strings.Contains(named[0].text(), what) {
				t.Errorf("%s says nothing of %s", name, what)
			}
		}
	}
}

// TestWaysDiffer checks that what is said of each way to chop is about that way.
func TestWaysDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, way := range chop.Ways() {
		if other := seen[way.Doc]; other != "" {
			t.Errorf("of %s and %s the same is said", other, way.Name)
		}
		seen[way.Doc] = way.Name
	}
}

// TestLinesFit checks that what is wrapped stays within the width: all but
// examples, whose lines are kept.
func TestLinesFit(t *testing.T) {
	t.Parallel()
	const width = 60
	for _, topic := range reference().topics {
		var out strings.Builder
		if err := Write(&out, Style{Width: width}, topic); err != nil {
			t.Fatal(err)
		}
		_, see, _ := strings.Cut(out.String(), "\n  see: ")
		for line := range strings.Lines(see) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("%s has a line of %d characters: %s", topic.Name, n, line)
			}
		}
	}
}

// TestListsAreRead checks that no list of a text is taken for an example, as
// it is when a name has no two spaces behind it.
func TestListsAreRead(t *testing.T) {
	t.Parallel()
	named, _, _ := reference().Find("limits")
	for _, part := range named[0].body {
		if kept, ok := part.(verbatim); ok {
			t.Errorf("limits has an example: %s", kept)
		}
	}
}
