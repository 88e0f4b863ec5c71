package scenario_test

import (
	"strings"
	"testing"

	"sockrun/runner/scenario"
)

func TestExcerpt(t *testing.T) {
	t.Parallel()
	s := load(t, "name: a\n"+client+"\n\n\n\n\n\n\ntags:\n# \t.\n  - last")
	pos := scenario.Pos{File: "test.yaml", Line: 9}
	for _, c := range []struct {
		line, before, after int
		want                string
	}{
		{1, 2, 0, "  > 1 | name: a"},
		{10, 2, 5, "     8 |\n     9 |\n  > 10 | tags:\n    11 | #     .\n    12 |   - last"},
		{12, 0, 9, "  > 12 |   - last"},
		{99, 1, 1, ""},
	} {
		pos.Line = c.line
		got := strings.Join(s.Source.Excerpt(pos, c.before, c.after), "\n")
		if got != c.want {
			t.Errorf("line %d: got\n%s\nwant\n%s", c.line, got, c.want)
		}
	}
	if s.Source.Line(0) != "" || s.Source.Line(13) != "" || s.Source.Line(1) != "name: a" {
		t.Error("lines")
	}
}

func TestPos(t *testing.T) {
	t.Parallel()
	for want, pos := range map[string]scenario.Pos{
		"a.yaml": {File: "a.yaml"}, "a.yaml:3": {File: "a.yaml", Line: 3}, "a.yaml:3:5": {File: "a.yaml", Line: 3, Column: 5},
	} {
		if got := pos.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestParseEndpoint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]scenario.Endpoint{
		"tcp://127.0.0.1:80": {Network: "tcp", Host: "127.0.0.1", Port: 80},
		"udp://[::1]:53":     {Network: "udp", Host: "::1", Port: 53},
		"tcp://localhost:0":  {Network: "tcp", Host: "localhost"},
		"unix://a.sock":      {Network: "unix", Path: "a.sock"},
		"unix:///run/a.sock": {Network: "unix", Path: "/run/a.sock"},
		"unixgram://@a":      {Network: "unixgram", Path: "@a"},
	} {
		got, err := scenario.ParseEndpoint(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: %+v %v", text, got, err)
		}
	}
}
