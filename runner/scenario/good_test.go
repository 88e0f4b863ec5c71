package scenario_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi/wire/header"
	"sockrun/runner/scenario"
)

// client is a smallest set of actors.
const client = `clients: {a: {connect: "tcp://127.0.0.1:80", steps: [close]}}` + "\n"

func decode(yaml string) ([]*scenario.Scenario, error) {
	return scenario.Decode([]byte(yaml), "testdata/good/test.yaml", "test.yaml", scenario.LoadOptions{})
}

func load(t *testing.T, yaml string) *scenario.Scenario {
	t.Helper()
	list, err := decode(yaml)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// loadSteps loads the steps of a client of a framed server.
func loadSteps(t *testing.T, steps string) []*scenario.Step {
	t.Helper()
	s := load(t, `
servers:
  echo: {listen: "tcp://127.0.0.1:0", frame: {length: ">I"}, handler: "print(1)"}
clients:
  a:
    connect: echo
    steps:
`+"      "+strings.ReplaceAll(strings.TrimSpace(steps), "\n", "\n      "))
	return s.Clients[0].Steps
}

func TestDesignExample(t *testing.T) {
	t.Parallel()
	list, err := scenario.Load("testdata/good/upper.yaml", "good/upper.yaml", scenario.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := list[0]
	if len(list) != 1 || s.Name != "upper-casing echo over a length-prefixed stream" || s.Timeout != 5*time.Second {
		t.Errorf("%d %q %s", len(list), s.Name, s.Timeout)
	}
	if !reflect.DeepEqual(s.Tags, []string{"tcp", "framing"}) || s.Dir != "testdata/good" {
		t.Errorf("%q %q", s.Tags, s.Dir)
	}
	echo, alice := s.Server("echo"), s.Clients[0]
	if echo == nil || echo.Listen.String() != "tcp://127.0.0.1:0" || echo.Frame.Codec.Name() != `length(">I")` {
		t.Errorf("%+v", echo)
	}
	if got := echo.Handler.Pos.String(); got != "good/upper.yaml:11:7" {
		t.Error(got)
	}
	if alice.Connect.Raw != "echo" || alice.Count != 3 || len(alice.Steps) != 8 || len(s.Checks) != 2 {
		t.Errorf("%+v", alice)
	}
	if got := alice.Steps[6].Lua.Pos.String(); got != "good/upper.yaml:24:16" {
		t.Error(got)
	}
	if len(s.Warnings) > 0 {
		t.Error(s.Warnings[0])
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := load(t, `servers: {a: {listen: "udp://[::1]:0", handler: "print(1)"}}`+"\n"+client)
	if s.Name != "test" || s.Timeout != scenario.DefaultTimeout {
		t.Errorf("%q %s", s.Name, s.Timeout)
	}
	a := s.Servers[0]
	if a.Accept != scenario.NoLimit || a.Sequential || a.Backlog != 0 || a.Frame != nil || s.Clients[0].Count != 1 {
		t.Errorf("%+v", a)
	}
	if a.Listen.Host != "::1" || a.Listen.Network != "udp" || a.Listen.IsStream() {
		t.Errorf("%+v", a.Listen)
	}
}

func TestSeveralDocuments(t *testing.T) {
	t.Parallel()
	list, err := decode(client + "---\n---\nname: second\n" + client)
	if err != nil || len(list) != 2 {
		t.Fatal(len(list), err)
	}
	if list[0].Name != "test 1" || list[1].Name != "second" || list[1].Pos.Line != 4 {
		t.Errorf("%q %q %s", list[0].Name, list[1].Name, list[1].Pos)
	}
}

func TestVars(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]any{
		"hello": "hello", `"5"`: "5", "5": int64(5), "-0": int64(0), "0x1F": int64(31), "007": "007",
		"9223372036854775807": int64(math.MaxInt64), "18446744073709551615": uint64(math.MaxUint64),
		"1.5": 1.5, "1e3": 1000.0, "true": true, "yes": "yes", "null": nil, "~": nil, "": nil,
		"[1, a]": scenario.List{int64(1), "a"}, "1_000": "1_000", ".": ".", "2001-01-01": "2001-01-01",
		"{b: 1, a: {c: x}}": scenario.Map{{Key: "b", Value: int64(1)}, {Key: "a", Value: scenario.Map{{Key: "c", Value: "x"}}}},
	} {
		s := load(t, "vars:\n  x: "+written+"\n"+client)
		if got := s.Vars[0].Value; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v, want %#v", written, got, want)
		}
	}
}

// An override keeps the type of the value that it replaces.
func TestOverrides(t *testing.T) {
	t.Parallel()
	given := map[string]string{"n": "7", "s": "7", "b": "false"}
	list, err := scenario.Decode([]byte("vars: {n: 5, m: 6, s: text, b: true}\n"+client), "test.yaml", "test.yaml",
		scenario.LoadOptions{Vars: given})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []any{int64(7), int64(6), "7", false} {
		if got := list[0].Vars[i].Value; got != want {
			t.Errorf("%s is %#v, want %#v", list[0].Vars[i].Name, got, want)
		}
	}
}

func TestTextIsAsWritten(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"007", "1.10", "yes", "0x10", "1e3", "2001-01-01", "true", "+5"} {
		for _, s := range loadSteps(t, "- send: "+written+"\n- expect: "+written) {
			v := s.Value
			if s.Matcher != nil {
				v = s.Matcher.Value
			}
			if v.Text.Raw != written || !v.Text.IsLiteral() {
				t.Errorf("%s: %q", written, v.Text.Raw)
			}
		}
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		parts  []string // code in braces
		single bool
	}{
		{`"a {{ vars.dir }} b"`, []string{"a ", "{vars.dir}", " b"}, false},
		{`"{{ vars.dir }}"`, []string{"{vars.dir}"}, true},
		{`"{{vars.dir}}{{ 1 }}"`, []string{"{vars.dir}", "{1}"}, false},
		{`'{{ "}}" }}'`, []string{`{"}}"}`}, true},
		{`'{{ ({a={1}}).a[1] }}'`, []string{"{({a={1}}).a[1]}"}, true},
		{`'{{ "{{" }} x'`, []string{`{"{{"}`, " x"}, false},
		{`"a } b"`, []string{"a } b"}, false},
		{`""`, nil, false},
	} {
		text := loadSteps(t, "- send: "+c.text)[0].Value.Text
		var got []string
		for _, p := range text.Parts {
			if p.Lua != nil {
				got = append(got, "{"+p.Lua.Code+"}")
			} else {
				got = append(got, p.Literal)
			}
		}
		if !reflect.DeepEqual(got, c.parts) || (text.Single() != nil) != c.single {
			t.Errorf("%s: %q, single %v", c.text, got, text.Single())
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	steps := loadSteps(t, `
- send: hello
- send_raw: {hex: "00 FF"}
- send: {base64: aGk=}
- send: {lua: "{1}"}
- send: {hex: "{{ vars.dir }}"}
- expect: hi
  as: first
  note: the greeting
  timeout: 2s
- expect: {contains: {hex: ff}, within: 1s}
- expect: {length: 4}
- frame: none
- expect: {lua: value > vars.first, until: "\r\n"}
- recv: x
  length: 5
- frame: netstring
- recv: y
  fails: EOF
- check: vars.x == conn.index
- lua: |
    local a = 1
    print(a)
- sleep: 0s
- shutdown: write
- expect_close
- expect_close: 1s
- close:
- close
`)
	var verbs []string
	for _, s := range steps {
		verbs = append(verbs, string(s.Verb))
	}
	if got := strings.Join(verbs, " "); got != "send send_raw send send send expect expect expect frame expect "+
		"recv frame recv check lua sleep shutdown expect_close expect_close close close" {
		t.Fatal(got)
	}
	if got := steps[1].Value; got.Kind != scenario.ValueHex || string(got.Bytes) != "\x00\xff" || got.Text != nil {
		t.Errorf("%+v", got)
	}
	if got := steps[2].Value; got.Kind != scenario.ValueBase64 || string(got.Bytes) != "hi" {
		t.Errorf("%+v", got)
	}
	if got := steps[3].Value; got.Kind != scenario.ValueLua || got.Lua == nil {
		t.Errorf("%+v", got)
	}
	if got := steps[4].Value; got.Kind != scenario.ValueHex || got.Text.Single() == nil {
		t.Errorf("%+v", got)
	}
	if got := steps[5]; got.Name != "first" || got.Note != "the greeting" || got.Timeout != 2*time.Second {
		t.Errorf("%+v", got)
	}
	if got := steps[6].Matcher; got.Kind != scenario.MatchContains || string(got.Value.Bytes) != "\xff" || got.Within != time.Second {
		t.Errorf("%+v", got)
	}
	if got := steps[7].Matcher; got.Kind != scenario.MatchLength || got.N != 4 || got.Boundary.IsSet() {
		t.Errorf("%+v", got)
	}
	got := steps[9].Matcher
	if string(got.Boundary.Until) != "\r\n" || !reflect.DeepEqual(got.Lua.Params, []string{"conn", "value"}) {
		t.Errorf("%+v", got)
	}
	if got := steps[10]; got.Name != "x" || got.Boundary.Length != 5 {
		t.Errorf("%+v", got)
	}
	if got := steps[12]; got.Fails != "EOF" {
		t.Errorf("%+v", got)
	}
	if got := steps[14].Lua; got.Expression || got.Pos.Line != 28 {
		t.Errorf("%+v", got)
	}
	if steps[16].How != scenario.HowWrite || steps[17].Duration != 0 || steps[18].Duration != time.Second {
		t.Errorf("%+v", steps[14:17])
	}
}

func TestFrames(t *testing.T) {
	t.Parallel()
	s := load(t, `
servers:
  a: {listen: "tcp://127.0.0.1:0", accept: 0, frame: lines}
  b: {listen: "tcp://127.0.0.1:0", accept: 0, frame: {send: lines, recv: {fixed: 4}}}
  c: {listen: "tcp://127.0.0.1:0", accept: 0, frame: none}
  d: {listen: "tcp://127.0.0.1:0", accept: 0, frame: {lua: "frame.fixed(vars.n)"}}
  e: {listen: "tcp://127.0.0.1:0", accept: 0, frame: {length: "<H", max: 64KiB, includes_header: true}}
frames:
  lines: crlf
  crlf: {delimiter: "\r\n"}
vars: {n: 4}
`)
	if a := s.Servers[0].Frame; a != s.Frames["lines"] || a != s.Frames["crlf"] || a.Codec == nil {
		t.Errorf("%+v", a)
	}
	b := s.Servers[1].Frame
	if b.Kind != scenario.FramePair || b.Swapped().Recv != s.Frames["crlf"] || b.Swapped().Send != b.Recv {
		t.Errorf("%+v", b)
	}
	if s.Servers[2].Frame.Kind != scenario.FrameNone || s.Servers[3].Frame.Kind != scenario.FrameLua {
		t.Errorf("%+v %+v", s.Servers[2].Frame, s.Servers[3].Frame)
	}
	if got := s.Servers[4].Frame.Codec.Name(); !strings.Contains(got, "65536") {
		t.Error(got)
	}
}

func TestActors(t *testing.T) {
	t.Parallel()
	s := load(t, `
vars: {n: 2, port: 0}
servers:
  z: {listen: "tcp://127.0.0.1:{{ vars.port }}", script: "echo.lua", mode: sequential, backlog: 5, accept: 3}
  b: {listen: "unix://a.sock", frame: none, steps: [{recv: x, line: true}, {send: "{{ vars.x }}"}]}
clients:
  y: {connect: z, count: "{{ vars.n }}", script: echo.lua}
  a:
    script: |
      local s = socket.socket()
      s:close()
`)
	z, b := s.Servers[0], s.Servers[1]
	if z.Name != "z" || z.Listen.Template.IsLiteral() || !z.Sequential || z.Backlog != 5 || z.Accept != 3 {
		t.Errorf("%+v", z)
	}
	if z.Script.Path != "testdata/good/echo.lua" || z.Script.Chunk == nil || z.Script.Params[0] != "listener" {
		t.Errorf("%+v", z.Script)
	}
	if b.Listen.Path != "a.sock" || len(b.Steps) != 2 {
		t.Errorf("%+v", b)
	}
	y, a := s.Clients[0], s.Clients[1]
	if y.Count != 0 || y.CountOf.Single() == nil || y.Script.Params[0] != "conn" {
		t.Errorf("%+v", y)
	}
	if a.Connect != nil || a.Script.Path != "" || a.Script.Chunk == nil || a.Script.Pos.Line != 9 {
		t.Errorf("%+v", a.Script)
	}
}

// TestNamesThatAreRight holds cases that a check of names could refuse
// wrongly.
func TestNamesThatAreRight(t *testing.T) {
	t.Parallel()
	for _, steps := range []string{
		"- lua: function twice(n) return 2 * n end\n- check: twice(2) == 4",
		"- lua: vars.seen = 1\n- send: \"{{ vars.seen }}\"",
		"- lua: vars.a, vars.b = 1, 2\n- check: vars.a == vars.b",
		"- lua: vars[\"k\"] = 1\n- check: vars.k == 1",
		"- lua: |\n    local v = vars\n    v.x = 1\n- check: vars.x == 1",
		"- lua: require(\"proto\")\n- check: known_to_proto and vars.set_there",
		"- recv: reply\n- check: vars.reply == 'x'",
		"- check: servers.echo.port > 0 and servers['echo'].host and self.name == 'a'",
		"- check: (function(x) return x end)(1) == 1",
		"- check: value_of and true\n- lua: value_of = 1",
		"- expect: {lua: '#value > 0 and conn.index == 1'}",
		"- check: struct.calcsize('>I') == 4 and vars.dir and vars.tmp",
		"- check: '(\"vars.nothing\"):len() > 0'",
	} {
		loadSteps(t, steps)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ yaml, want string }{
		{`vars: {version: 1.10}`, "test.yaml:1:17: 1.10 is the number 1.1\n" +
			"    vars: {version: 1.10}\n                    ^\n" +
			"  hint: put quotes around it to keep it as text\n  docs: sockrun docs yaml"},
		{`name: "talks to {{ vars.who }}"`, "test.yaml:1:7: name is no template: {{ }} stays as it is\n" +
			"    name: \"talks to {{ vars.who }}\"\n          ^\n  docs: sockrun docs scenario.name"},
		{`sequences: {greet: [expect: {contains: ""}]}`, "test.yaml:1:40: every message matches: contains is empty\n" +
			"    sequences: {greet: [expect: {contains: \"\"}]}\n                                           ^\n  docs: sockrun docs matchers.contains"},
		{`check: [0]`, "test.yaml:1:9: this always holds: in Lua all numbers and texts are true, also 0 and \"\"\n" +
			"    check: [0]\n            ^\n  hint: compare it with something, such as vars.n == 0\n  docs: sockrun docs scenario.check"},
		{`sequences: {same: [check: '"false"']}`, "test.yaml:1:27: this always holds: in Lua all numbers and texts are true, also 0 and \"\"\n" +
			"    sequences: {same: [check: '\"false\"']}\n                              ^\n  hint: compare it with something, such as vars.n == 0\n  docs: sockrun docs steps.check"},
	} {
		s := load(t, c.yaml+"\n"+client)
		if len(s.Warnings) != 1 || s.Warnings[0].Error() != c.want {
			t.Errorf("%s: %v", c.yaml, s.Warnings)
		}
	}
	s := load(t, "clients:\n  a:\n    connect: tcp://127.0.0.1:80\n    steps: [expect: vars.x == 3]\n")
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Hint, "check: vars.x == 3") {
		t.Errorf("%v", s.Warnings)
	}
}

// TestReadFile checks that scripts are read through the option, by a path
// beside the scenario file.
func TestReadFile(t *testing.T) {
	t.Parallel()
	var asked string
	read := func(path string) ([]byte, error) {
		asked = path
		return []byte("print(conn)"), nil
	}
	_, err := scenario.Decode([]byte("clients: {a: {script: lib/a.lua}}"), "dir/test.yaml", "test.yaml",
		scenario.LoadOptions{ReadFile: read})
	if err != nil || asked != "dir/lib/a.lua" {
		t.Error(asked, err)
	}
}

// TestBrokenLuaHidesNoNames checks that one mistake is reported once: what
// broken Lua would have defined is not called unknown.
func TestBrokenLuaHidesNoNames(t *testing.T) {
	t.Parallel()
	_, err := decode(`
clients:
  a:
    connect: tcp://127.0.0.1:80
    steps:
      - lua: function twice(n) return 2 * n
      - lua: vars.x = = 1
      - check: twice(vars.x) == 4
`)
	if errs, ok := err.(scenario.Errors); !ok || len(errs) != 2 {
		t.Error(err)
	}
}

// TestWholeFloats requires that 1e3 is an integer in a declaration, as it is in
// messages and in Lua.
func TestWholeFloats(t *testing.T) {
	t.Parallel()
	s := load(t, `
frames:
  f: {header: {fields: [{name: a, type: u16, const: 1e3}, {name: k, type: u8, enum: {ping: 1.0}}, {name: z, type: f64, default: -0.0}]}}
`+client)
	h := s.FrameNamed("f").Header
	data, err := h.Encode(nil, &header.Outgoing{Values: []header.Value{{}, header.BytesOf([]byte("ping")), {}}})
	if string(data) != "\x03\xe8\x01\x80\x00\x00\x00\x00\x00\x00\x00" || err != nil {
		t.Errorf("%x, %v", data, err)
	}
}
