package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/diff"
	"sockrun/runner/chance"
	"sockrun/runner/outcome"
	"sockrun/runner/report"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// results are of every verdict, with all that a report may have to say.
func results() []*outcome.Result {
	bad := failed()
	bad.Transcript, bad.Output = summarised(), "alice | \x1b[31mred\x00 \xff & <b> ]]>\r\nalice | two\n"
	bad.Scenario.Tags = []string{"tcp"}
	bad.Cause.Code, bad.Cause.Topic, bad.Cause.Inside = "ECONNRESET", "ECONNRESET", "round 2 step 1"
	bad.Cause.Note = "numbered ping"
	bad.Cause.Stack = []string{"lib/x.lua:7: in function 'f'", "ping.yaml:9: in main chunk"}
	bad.Cause.Difference = &diff.Difference{
		Expected: []byte("\x00\x07"), Received: []byte("\x07\x00"),
		Fields: []diff.Field{{Name: "seq", Type: "u16", Offset: 4, Expected: "7", Received: "1792", Note: "7 in little-endian order"}},
	}
	bad.Cause.Finding = "unread"
	bad.Explored = &outcome.Exploration{
		Seeds: 17, Seed: chance.Seed{Number: 16}, Known: true, Weather: "storm",
		Least: &chance.Seed{Number: 16, Reduced: true, Kept: []chance.ID{{Kind: chance.Cut, Number: 3}}},
		Words: []string{"4 bytes from alice reach echo as 2 + 2: recv(4) at ping.lua:14 returned 2 bytes"},
	}
	bad.Afterwards = []*outcome.Failure{{Verdict: outcome.Error, Who: "clients.bob", Step: 1, Message: "recv: \x07", Pos: at("ping.yaml", 12)}}
	passed, again := failed(), failed()
	pass(passed)
	passed.Warnings = []*outcome.Failure{{
		Verdict: outcome.Failed, Finding: "open", Who: "clients.alice", Step: 2, Message: "a socket was left open", Pos: at("ping.yaml", 9),
		Excerpt: []string{"  > 9 |       - lua: socket.socket()"}, Detail: []string{"hint: close it"}, Topic: "strict",
	}}
	passed.Explored = &outcome.Exploration{Seeds: 500, Seed: chance.Seed{Number: 3}, Warned: 254, Weather: "storm"}
	pass(again)
	again.Round = 2
	again.Headroom = []outcome.Headroom{{Who: "clients.alice step 3", Limit: "within", Of: 200 * time.Millisecond, Used: 122 * time.Millisecond, Pos: at("ping.yaml", 24)}}
	again.Chopping = &outcome.Chopping{Passed: []string{"bytes", "joined"}}
	bad.Chopping = &outcome.Chopping{
		Passed: []string{"bytes"}, Way: "random", Words: "writes are cut at random places (seed 7)",
		Receives: []string{"recv(4) at ping.yaml:24 returned 1 byte", "recv(9) at server.lua:3 returned bytes of 2 writes"}, Again: "--chop=random --seed 7",
	}
	skipped := &outcome.Result{Scenario: named(`needs "IPv6" & <more>`), Verdict: outcome.Skipped, Reason: "no IPv6\n"}
	late := &outcome.Result{
		Scenario: &scenario.Scenario{Name: "late", Pos: at("/elsewhere/v1.2/late.yaml", 7)}, Verdict: outcome.Timeout, Took: 90 * time.Second,
		Cause:    &outcome.Failure{Verdict: outcome.Timeout, Who: "scenario", Message: "not done after 90s", Detail: []string{"clients.bob waits in recv"}},
		Explored: &outcome.Exploration{Seeds: 3, Seed: chance.Seed{Number: 3}, Drawn: true, Least: &chance.Seed{Number: 3, Reduced: true}},
		Stuck:    slices.Concat([]string{"clients.bob"}, slices.Repeat([]string{"clients.bob task 2"}, 11)),
	}
	return append([]*outcome.Result{bad, passed, late, again, skipped}, repeated()...)
}

// repeated are results of scenarios that were run again.
func repeated() []*outcome.Result {
	flaky, bad := failed(), failed()
	flaky.Scenario, bad.Scenario = named("flaky"), named("bad at each attempt")
	flaky.Verdict, flaky.Attempts, flaky.Artifacts = outcome.Flaky, 3, "out/ping.yaml/flaky"
	bad.Attempts = 2
	for _, r := range []*outcome.Result{flaky, bad} {
		r.Earlier = []*outcome.Failure{{Verdict: outcome.Error, Who: "clients.bob", Step: 1, Message: "recv: reset", Pos: at("ping.yaml", 12)}}
	}
	return []*outcome.Result{flaky, bad}
}

// summarised is a conversation of which a part has a known format.
func summarised() *transcript.Transcript {
	t := conversation()
	l := t.Link(host.Kind{Type: host.Stream})
	l.SetName("alice", "echo")
	l.SetSummary(host.Sent, func(head []byte) string { return "ping seq=" + string(head) }, nil)
	l.Bytes(host.Sent, 2*time.Millisecond, []byte("7"))
	l.Mark(host.Sent, 1)
	l.SetSize(host.Sent, func([]byte) int { return 0 })
	l.Secure("TLS 1.3")
	l.Bytes(host.Sent, 3*time.Millisecond, []byte("8"))
	return t
}

// write lets a report tell of the results, and of one scenario that was not
// run.
func write(r report.Report, results []*outcome.Result) error {
	run := &report.Run{Version: "1.0", World: "real", Seed: 7, Shuffled: true, Repeat: -1, Shard: "2/4", Began: time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)}
	for _, result := range results {
		run.Scenarios = append(run.Scenarios, result.Scenario)
	}
	run.Scenarios = append(run.Scenarios, &scenario.Scenario{Name: "never", Pos: at("z.yaml", 3)})
	tally := &report.Tally{Scenarios: len(run.Scenarios)}
	r.Begin(run)
	for _, result := range results {
		tally.Add(result)
		r.Result(result)
	}
	return r.End(tally, 91*time.Second)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant (-update writes it)\n%s", got, want)
	}
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := write(report.NewJUnit(&out), results()); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", out.String())
	for _, fault := range againstSchema(out.String()) {
		t.Error(fault)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := write(report.NewJSON(&out), results()); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.jsonl", out.String())
}

// A run without any result is told of as well.
func TestNothingWasRun(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := write(report.NewJUnit(&out), nil); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `<testcase name="never" classname="z" file="z.yaml" line="3" time="0.000">`) {
		t.Errorf("the scenario that was not run is missing:\n%s", out.String())
	}
}

// A script that prints without end does not make the report endless.
func TestJUnitKeepsTheEndOfOutput(t *testing.T) {
	t.Parallel()
	for name, output := range map[string]string{
		"lines": strings.Repeat("alice | something\n", 1<<16) + "the last line\n",
		"one":   strings.Repeat("x", 1<<20) + "the last line\n",
	} {
		r := failed()
		r.Output = output
		var out strings.Builder
		if err := write(report.NewJUnit(&out), []*outcome.Result{r}); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		if len(text) > 70<<10 || !strings.Contains(text, " bytes before\n") || !strings.Contains(text, "the last line\n") {
			t.Errorf("%s: %d bytes of report", name, len(text))
		}
	}
}

// broken is a writer of a full disk.
type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return len(p), nil
}

func TestWriterErrorsAreTold(t *testing.T) {
	t.Parallel()
	for _, left := range []int{0, 300} {
		for name, r := range map[string]report.Report{
			"junit": report.NewJUnit(&broken{left}), "json": report.NewJSON(&broken{left}),
		} {
			if err := write(r, results()); err == nil {
				t.Errorf("%s: no error after %d bytes", name, left)
			}
		}
	}
}
