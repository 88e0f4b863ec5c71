package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/report"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
)

func at(file string, line int) scenario.Pos { return scenario.Pos{File: file, Line: line, Column: 3} }

func named(name string) *scenario.Scenario {
	return &scenario.Scenario{Name: name, Pos: at("ping.yaml", 1)}
}

// conversation is what alice and echo said to each other.
func conversation() *transcript.Transcript {
	now := time.Duration(0)
	t := transcript.New(0)
	t.SetClock(func() time.Duration { return now })
	alice, bob := t.Link(host.Kind{}), t.Link(host.Kind{})
	alice.SetName("alice", "echo")
	bob.SetName("bob", "echo")
	bob.Bytes(host.Sent, 900*time.Microsecond, []byte("x"))
	alice.Bytes(host.Sent, 1200*time.Microsecond, []byte("ping"))
	alice.Bytes(host.Received, 12*time.Millisecond, []byte("\xff\x00\xfe\x01\x02\x03\x04\x05\x06\x07"))
	return t
}

func failed() *outcome.Result {
	return &outcome.Result{
		Scenario: named("ping is answered"), Verdict: outcome.Failed, Took: 12 * time.Millisecond,
		Cause: &outcome.Failure{
			Verdict: outcome.Failed, Who: "clients.alice", Actor: "alice", Step: 3, Pos: at("ping.yaml", 24), Message: "the next message differs",
			Excerpt: []string{"    23 |       - send: ping", "  > 24 |       - expect: pong"},
			Detail:  []string{`expected  "pong"`, `received  "ping"`, "            ^"},
		},
	}
}

func TestResult(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		options report.Options
		change  func(*outcome.Result)
		want    string
	}{
		{
			name: "a failure: where, both sides, what crossed the sockets of who failed",
			change: func(r *outcome.Result) {
				r.Transcript = conversation()
				r.Output = "alice | one\nalice | two\n"
			},
			want: `
FAIL  ping.yaml:24  ping is answered                                                       12 ms
  clients.alice step 3: the next message differs
    23 |       - send: ping
  > 24 |       - expect: pong
       expected  "pong"
       received  "ping"
                   ^
  last messages
    alice -> echo  +1.2 ms   4 bytes  "ping"
    alice <- echo   +12 ms  10 bytes  ff 00 fe 01 02 03 04 05 06 07
  output
    alice | one
    alice | two
`,
		},
		{
			name: "the messages of all when who failed has none",
			change: func(r *outcome.Result) {
				r.Transcript = conversation()
				r.Cause = &outcome.Failure{Who: "check", Message: "check does not hold: x\ny"}
			},
			want: `
FAIL  ping.yaml:1  ping is answered                                                        12 ms
  check: check does not hold: x
    y
  last messages
    bob -> echo    +0.9 ms   1 byte   "x"
    alice -> echo  +1.2 ms   4 bytes  "ping"
    alice <- echo   +12 ms  10 bytes  ff 00 fe 01 02 03 04 05 06 07
`,
		},
		{
			name: "a failure in another file, with the stack and what came afterwards",
			change: func(r *outcome.Result) {
				r.Verdict = outcome.Error
				r.Cause = &outcome.Failure{
					Who: "servers.echo connection 2", Pos: at("lib/x.lua", 7), Message: "went wrong",
					Excerpt: []string{"  > 7 | error()"}, Stack: []string{"lib/x.lua:7: in function 'f'", "ping.yaml:9: in main chunk"},
				}
				r.Afterwards = []*outcome.Failure{
					{Who: "clients.alice", Step: 1, Message: "recv: connection reset (ECONNRESET)", Pos: at("ping.yaml", 12)},
					{Who: "check", Message: "no position"},
				}
				r.Stuck = []string{"clients.bob"}
			},
			want: `
ERROR  lib/x.lua:7  ping is answered  (ping.yaml:1)                                        12 ms
  servers.echo connection 2: went wrong
  > 7 | error()
    at lib/x.lua:7: in function 'f'
    at ping.yaml:9: in main chunk
  afterwards
    clients.alice step 1: recv: connection reset (ECONNRESET) at ping.yaml:12
    check: no position
  did not end and was abandoned
    clients.bob
`,
		},
		{
			name: "what instances and connections suffer alike is said once",
			change: func(r *outcome.Result) {
				r.Cause.Excerpt, r.Cause.Detail = nil, nil
				for i := range 9 {
					r.Afterwards = append(r.Afterwards,
						&outcome.Failure{Who: fmt.Sprintf("clients.alice[%d]", i+1), Step: 2, Message: "recv 127.0.0.1:80: connection reset", Pos: at("ping.yaml", 12)},
						&outcome.Failure{Who: fmt.Sprintf("servers.echo connection %d", i%2+1), Message: fmt.Sprintf("send 127.0.0.1:%d: broken pipe", 5000+i%2)})
				}
				r.Afterwards = append(r.Afterwards, &outcome.Failure{Who: "clients.alice[10]", Step: 3, Message: "recv 127.0.0.1:80: connection reset", Pos: at("ping.yaml", 12)})
			},
			want: `
FAIL  ping.yaml:24  ping is answered                                                       12 ms
  clients.alice step 3: the next message differs
  afterwards
    clients.alice[1] step 2: recv 127.0.0.1:80: connection reset at ping.yaml:12 (and 8 more instances)
    servers.echo connection 1: send 127.0.0.1:5000: broken pipe (and 8 more connections)
    clients.alice[10] step 3: recv 127.0.0.1:80: connection reset at ping.yaml:12
`,
		},
		{
			name: "the messages of the instance that failed",
			change: func(r *outcome.Result) {
				r.Transcript = transcript.New(0)
				r.Transcript.SetClock(func() time.Duration { return 0 })
				for _, name := range []string{"alice[1]", "alice[2]"} {
					l := r.Transcript.Link(host.Kind{})
					l.SetName(name, "echo")
					l.Bytes(host.Sent, time.Millisecond, []byte(name))
				}
				r.Cause = &outcome.Failure{Who: "clients.alice[2]", Actor: "alice[2]", Message: "no"}
			},
			want: `
FAIL  ping.yaml:1  ping is answered                                                        12 ms
  clients.alice[2]: no
  last messages
    alice[2] -> echo  +1.0 ms  8 bytes  "alice[2]"
`,
		},
		{
			name: "a timeout, whose stack of one line says nothing new",
			change: func(r *outcome.Result) {
				r.Verdict, r.Took = outcome.Timeout, 10049*time.Millisecond
				r.Cause.Detail, r.Cause.Excerpt, r.Cause.Stack = []string{"waits in recv"}, nil, []string{"x"}
			},
			want: `
TIMEOUT  ping.yaml:24  ping is answered                                                     10 s
  clients.alice step 3: the next message differs
    waits in recv
`,
		},
		{name: "colours", options: report.Options{Style: report.Style{Color: true}},
			change: func(r *outcome.Result) { r.Took = time.Second; r.Cause.Detail = nil },
			want: "\n\x1b[1;31mFAIL\x1b[0m  ping.yaml:24  ping is answered                                                       1.0 s\n" +
				"  clients.alice step 3: the next message differs\n    23 |       - send: ping\n\x1b[1m  > 24 |       - expect: pong\x1b[0m\n"},
		{name: "of a passed one nothing", change: pass, want: "\n"},
		{name: "a narrow terminal", options: report.Options{Passed: true, Style: report.Style{Width: 60}}, change: pass, want: `
PASS  ping.yaml:1  ping is answered                   0.4 ms
  output
    hello
`},
		{name: "a terminal in which it does not fit", options: report.Options{Passed: true, Style: report.Style{Width: 40}}, change: pass, want: `
PASS  ping.yaml:1  ping is answered  0.4 ms
  output
    hello
`},
		{name: "a wide terminal", options: report.Options{Passed: true, Style: report.Style{Width: 200}}, change: pass, want: `
PASS  ping.yaml:1  ping is answered                                                       0.4 ms
  output
    hello
`},
		{name: "unless asked for", options: report.Options{Passed: true}, change: pass, want: `
PASS  ping.yaml:1  ping is answered                                                       0.4 ms
  output
    hello
`},
		{name: "the trace", options: report.Options{Trace: true}, change: func(r *outcome.Result) {
			pass(r)
			r.Output, r.Transcript = "", conversation()
		}, want: `
PASS  ping.yaml:1  ping is answered                                                       0.4 ms
  transcript
    +0.900 ms  bob -> echo  1 byte
        00000000  78                                                |x|
    +1.200 ms  alice -> echo  4 bytes
        00000000  70 69 6e 67                                       |ping|
    +12.000 ms  alice <- echo  10 bytes
        00000000  ff 00 fe 01 02 03 04 05  06 07                    |..........|
`},
		{name: "a skipped one", change: skip, want: `
SKIP  ping.yaml:1  ping is answered  (no IPv6)                                            0.0 ms
`},
		{name: "quietly", options: report.Options{Quiet: true}, change: skip, want: "\n"},
		{name: "a name too long for the line", change: func(r *outcome.Result) {
			*r = outcome.Result{Scenario: named(strings.Repeat("ä", 90)), Verdict: outcome.Skipped, Took: 999600 * time.Microsecond}
		}, want: "\nSKIP  ping.yaml:1  " + strings.Repeat("ä", 90) + "  1.0 s\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := failed()
			test.change(r)
			var out strings.Builder
			report.NewText(&out, test.options).Result(r)
			if got := "\n" + out.String(); got != test.want {
				t.Errorf("got%s\nwant%s", got, test.want)
			}
		})
	}
}

func pass(r *outcome.Result) {
	r.Verdict, r.Cause, r.Output, r.Took = outcome.Passed, nil, "hello\n", 400*time.Microsecond
}

func skip(r *outcome.Result) {
	r.Verdict, r.Cause, r.Reason, r.Took = outcome.Skipped, nil, "no IPv6", 0
}

func TestResultDoesNotFlood(t *testing.T) {
	t.Parallel()
	r := failed()
	for i := range 1000 {
		r.Afterwards = append(r.Afterwards, &outcome.Failure{Who: "clients.bob", Step: i, Message: "suffers"})
	}
	r.Output = strings.Repeat("printed\n", 500) + strings.Repeat("x", 1001) + "\n"
	var out strings.Builder
	report.NewText(&out, report.Options{}).Result(r)
	for text, want := range map[string]int{
		": suffers\n": 10, "    … and 990 more\n": 1,
		"    … 451 lines before\n": 1, "    printed\n": 49, "xx": 500, "x… (1 character more, with -v)\n": 1,
	} {
		if got := strings.Count(out.String(), text); got != want {
			t.Errorf("%q is there %d times, want %d", text, got, want)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	tests := []struct {
		verdicts []outcome.Verdict
		more     int // that were not run
		took     time.Duration
		bad      int
		want     string
	}{
		{[]outcome.Verdict{outcome.Passed}, 0, 4 * time.Millisecond, 0, "1 scenario: 1 passed in 0.00 s\n"},
		{[]outcome.Verdict{outcome.Passed, outcome.Failed, outcome.Passed}, 0, 210 * time.Millisecond, 1, "3 scenarios: 2 passed, 1 failed in 0.21 s\n"},
		{[]outcome.Verdict{outcome.Skipped, outcome.Timeout, outcome.Error}, 4, 64600 * time.Millisecond, 2,
			"7 scenarios: 1 with an error, 1 timed out, 1 skipped, 4 not run in 1m 5s\n"},
		{nil, 2, time.Second, 0, "2 scenarios: 2 not run in 1.00 s\n"},
	}
	for _, test := range tests {
		tally := &report.Tally{Scenarios: len(test.verdicts) + test.more}
		for _, v := range test.verdicts {
			tally.Add(&outcome.Result{Scenario: named("x"), Verdict: v})
		}
		var out strings.Builder
		report.NewText(&out, report.Options{Quiet: true}).End(tally, test.took)
		if out.String() != test.want {
			t.Errorf("got %q, want %q", out.String(), test.want)
		}
		if tally.Bad() != test.bad {
			t.Errorf("%s: Bad is %d, want %d", test.want, tally.Bad(), test.bad)
		}
	}
}

func TestSlowest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		took    []int // milliseconds
		options report.Options
		want    string
	}{
		{"a quick run", []int{4999, 1000, 3, 4, 5}, report.Options{}, ""},
		{"quick ones", []int{1, 999, 3, 4, 5}, report.Options{}, ""},
		{"few", []int{5000, 4000, 3000}, report.Options{}, ""},
		{"quietly", []int{5000, 4000, 3000, 1}, report.Options{Quiet: true}, ""},
		{"the slow of many", []int{1, 1000, 3, 12000}, report.Options{}, "slowest\n   12 s  ping.yaml:1  number 3\n  1.0 s  ping.yaml:1  number 1\n"},
		{"not more than three", []int{1000, 4000, 2000, 5000, 3000, 1000}, report.Options{},
			"slowest\n  5.0 s  ping.yaml:1  number 3\n  4.0 s  ping.yaml:1  number 1\n  3.0 s  ping.yaml:1  number 4\n"},
	}
	for _, test := range tests {
		tally, took := &report.Tally{}, 5*time.Second
		if test.name == "a quick run" {
			took--
		}
		for i, ms := range test.took {
			tally.Add(&outcome.Result{Scenario: named(fmt.Sprintf("number %d", i)), Verdict: outcome.Passed, Took: time.Duration(ms) * time.Millisecond})
		}
		var out strings.Builder
		report.NewText(&out, test.options).End(tally, took)
		if got, _, _ := strings.Cut(out.String(), fmt.Sprint(len(test.took), " scenarios: ")); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.name, got, test.want)
		}
	}
}

func TestShuffledNamesItsSeed(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := write(report.NewText(&out, report.Options{Quiet: true}), nil); err != nil {
		t.Fatal(err)
	}
	if want := "shuffled; the same order again: --shuffle --seed 7\n1 scenario: 1 not run in 1m 31s\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestDenied(t *testing.T) {
	t.Parallel()
	tally := &report.Tally{}
	tally.Add(&outcome.Result{Scenario: named("x"), Verdict: outcome.Error, Denied: true})
	tally.Add(&outcome.Result{Scenario: named("x"), Verdict: outcome.Error})
	if tally.Denied != 1 {
		t.Errorf("Denied is %d, want 1", tally.Denied)
	}
}

func TestFailureOfProgram(t *testing.T) {
	t.Parallel()
	tests := []struct {
		failure outcome.Failure
		want    string
	}{
		{outcome.Failure{Who: "p.lua", Pos: scenario.Pos{File: "p.lua", Line: 3}, Message: "went wrong", Excerpt: []string{"  > 3 | error()"}},
			"p.lua:3: went wrong\n  > 3 | error()\n"},
		{outcome.Failure{Who: "p.lua", Message: "went wrong"}, "p.lua: went wrong\n"},
	}
	for _, test := range tests {
		var out strings.Builder
		report.Failure(&out, &test.failure, report.Style{})
		if out.String() != test.want {
			t.Errorf("got %q, want %q", out.String(), test.want)
		}
	}
}
