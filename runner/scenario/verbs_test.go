package scenario_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sockrun/runner/scenario"
)

func TestListsOfMatchers(t *testing.T) {
	t.Parallel()
	steps := loadSteps(t, `
- expect_any: [ready, {starts_with: busy, within: 1s}]
  within: 2s
  as: answer
- expect_all: [one, {hex: "00"}, {lua: value == "x"}]
- expect_silence: 20ms
`)
	any, all := steps[0], steps[1]
	if any.Verb != scenario.VerbExpectAny || len(any.Matchers) != 2 || any.Within != 2*time.Second || any.Name != "answer" {
		t.Errorf("%+v", any)
	}
	if m := any.Matchers[1]; m.Kind != scenario.MatchStartsWith || m.Within != time.Second || m.Pos.String() != "test.yaml:8:29" {
		t.Errorf("%+v", m)
	}
	if all.Verb != scenario.VerbExpectAll || len(all.Matchers) != 3 || all.Matchers[2].Kind != scenario.MatchLua {
		t.Errorf("%+v", all)
	}
	if steps[2].Verb != scenario.VerbExpectSilence || steps[2].Duration != 20*time.Millisecond {
		t.Errorf("%+v", steps[2])
	}
}

func TestRepeat(t *testing.T) {
	t.Parallel()
	steps := loadSteps(t, `
- repeat: {times: 3, steps: [{send: a, chunk: 1, every: 2ms}]}
- repeat: {times: "{{ vars.n }}", steps: [{recv: n, when: vars.n == nil}]}
- timeout: 5s
  repeat:
    until: vars.n == "9"
    steps:
      - repeat: {times: 1, steps: [{sleep: 1ms}]}
      - recv: n
`)
	if r := steps[0].Repeat; r.Times != 3 || r.TimesOf != nil || r.Until != nil || r.Steps[0].Chunk != 1 || r.Steps[0].Every != 2*time.Millisecond {
		t.Errorf("%+v", r)
	}
	if r := steps[1].Repeat; r.Times != 0 || r.TimesOf == nil || r.Steps[0].When == nil {
		t.Errorf("%+v", r)
	}
	r := steps[2].Repeat
	if steps[2].Verb != scenario.VerbRepeat || steps[2].Timeout != 5*time.Second || r.Until == nil || len(steps[2].Nested()) != 2 {
		t.Errorf("%+v", steps[2])
	}
	if steps[0].Nested() == nil || r.Steps[1].Nested() != nil {
		t.Error("what is nested is not known")
	}
}

// TestNestedStepsCount checks that steps inside of others name barriers, set
// variables and connect as all do.
func TestNestedStepsCount(t *testing.T) {
	t.Parallel()
	c := load(t, `
barriers: {start: 1}
frames: {two: {send: varint, recv: netstring}}
servers:
  s: {listen: "tcp://127.0.0.1:0", frame: two, handler: "print(1)"}
clients:
  a:
    steps:
      - repeat:
          times: 2
          steps:
            - connect: s
            - repeat: {times: 2, steps: [{barrier: start}, {recv: inner}]}
            - close:
      - check: vars.inner == nil
`)
	a := c.Clients[0]
	if !slices.Equal(a.Barriers, []string{"start"}) || !slices.Contains(a.Sets, "inner") {
		t.Errorf("%q %q", a.Barriers, a.Sets)
	}
	f := c.FrameNamed("a")
	if f == nil || !strings.HasPrefix(f.Send.Codec.Name(), "netstring") || !strings.HasPrefix(f.Recv.Codec.Name(), "varint") {
		t.Errorf("the frame of the client is %+v", f)
	}
}
