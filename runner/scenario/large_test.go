package scenario_test

import (
	"strings"
	"testing"

	"sockrun/runner/scenario"
)

// TestLargeFiles holds what is said of files too large to be kept as files.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	const scalar = 10 << 20
	step := func(text string) string {
		return "clients:\n  a:\n    connect: tcp://127.0.0.1:80\n    steps:\n      - " + text + "\n"
	}
	for name, c := range map[string]struct{ yaml, want string }{
		"a scalar that is misplaced": {
			step("clsoe: " + strings.Repeat("x", scalar)),
			"test.yaml:5:9: unknown key `clsoe`: did you mean `close`?\n    …",
		},
		"a scalar that is no duration": {
			step("sleep: " + strings.Repeat("x", scalar)),
			`test.yaml:5:16: sleep must be a duration such as 5s or 200ms, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"`,
		},
		"Lua": {
			step("lua: x = \"" + strings.Repeat("x", scalar) + "\""),
			"test.yaml:5:14: the code is longer than 1 MiB",
		},
		"a template that is not closed": {
			step("send: '" + strings.Repeat("x", scalar) + "{{ 1'"),
			"test.yaml:5:10485776: `{{` without `}}`",
		},
		"a key": {
			strings.Repeat("k", scalar) + ": 1\n" + client,
			"test.yaml:1:1: a key is longer than 1,024 characters",
		},
		"hexadecimal digits": {
			step("send: {hex: \"" + strings.Repeat("0", scalar+1) + "\"}"),
			`test.yaml:5:21: hex must be pairs of hexadecimal digits such as "00 ff", got "0000000000000000000000000000000000000000…"`,
		},
		"a quote that is not closed": {
			step("send: \"" + strings.Repeat("x", scalar)),
			"test.yaml:5:15: the quote is not closed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decode(c.yaml)
			if err == nil {
				t.Fatal("the file loads")
			}
			want, _, _ := strings.Cut(c.want, "\n")
			if text := err.Error(); !strings.HasPrefix(text, want) || len(text) > 1000 {
				t.Errorf("%d bytes: %.300s", len(text), text)
			}
		})
	}
}

// TestLargeScalarsLoad checks that much text is no mistake in itself.
func TestLargeScalarsLoad(t *testing.T) {
	t.Parallel()
	list, err := decode("vars: {text: " + strings.Repeat("x", 10<<20) + "}\n" + client)
	if err != nil {
		t.Fatal(err)
	}
	if text := list[0].Vars[0].Value.(string); len(text) != 10<<20 {
		t.Error(len(text))
	}
}

func onlyDouble(escape string) string {
	return "YAML takes " + escape + " as the characters that it is written with: only double quotes have escapes"
}

// TestWhatLooksLikeAMistake holds the warnings for what is allowed.
func TestWhatLooksLikeAMistake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ step, message, hint string }{
		{`expect: value == 3`, `expect compares the next message with the text "value == 3"`, "for a condition write check: value == 3"},
		{`expect: vars.x ~= 3`, `expect compares the next message with the text "vars.x ~= 3"`, "for a condition write check: vars.x ~= 3"},
		{`expect: a >= b`, `expect compares the next message with the text "a >= b"`, "for a condition write check: a >= b"},
		{`expect: a < b`, `expect compares the next message with the text "a < b"`, "for a condition write check: a < b"},
		{`expect: "a == b"`, "", ""},
		{`expect: {equal: a == b}`, "", ""},
		{`expect: a==b`, "", ""},
		{`expect: "== "`, "", ""},
		{`send: “hello”`, "the quotes are a part of the text: YAML has \" and ' only", `write "hello"`},
		{`expect: ‘hello’`, "the quotes are a part of the text: YAML has \" and ' only", `write "hello"`},
		{`send: "“hello”"`, "", ""},
		{`send: 'hi\n'`, onlyDouble(`\n`), `write "hi\n"`},
		{`send: b"hi\r\n"`, onlyDouble(`\r`), `write "hi\r\n"`},
		{`send: hi\0there`, onlyDouble(`\0`), `write "hi\0there"`},
		{`send: 'say "a\tb"'`, onlyDouble(`\t`), `write "say \"a\tb\""`},
		{`send: '\xff\x01'`, onlyDouble(`\xff`), "for bytes from 80 on write {hex: …}"},
		{`send: '{{ self.name }}\n'`, onlyDouble(`\n`), "use double quotes"},
		{`expect: {ends_with: '\n'}`, onlyDouble(`\n`), `write "\n"`},
		{`frame: {delimiter: '\n'}`, onlyDouble(`\n`), `write "\n"`},
		{`send: '{{ "hi\n" }}'`, "", ""},
		{`send: '{"text": "hi\n"}'`, "", ""},
		{`send: "hi\n"`, "", ""},
		{`send: 'C:\dir'`, "", ""},
		{`expect: {matches: '^\d+$'}`, `matches is a Lua pattern, in which \ is a character like others`, "escapes begin with % in Lua: write ^%d+$"},
		{`expect: {matches: '\w+\.txt'}`, `matches is a Lua pattern, in which \ is a character like others`, "escapes begin with % in Lua: write [%w_]+%.txt"},
		{`expect: {matches: '^%d+$'}`, "", ""},
		{`expect: {matches: '^(foo|bar)$'}`, `matches is a Lua pattern, in which | is a character like others`, "a Lua pattern has no alternatives: the step expect_any takes a list of matchers; for the character write %|"},
		{`expect: {matches: '^[0-9]{4}-'}`, `matches is a Lua pattern, in which { is a character like others`, "a Lua pattern has no counts: write ^[0-9][0-9][0-9][0-9]-; for the character write %{"},
		{`expect: {matches: '^%d{2}'}`, `matches is a Lua pattern, in which { is a character like others`, "a Lua pattern has no counts: write ^%d%d; for the character write %{"},
		{`expect: {matches: '(ab){2,3}'}`, `matches is a Lua pattern, in which { is a character like others`, "a Lua pattern has no counts: repeat the item itself, with * behind a last one for any number more and ? behind each that may be missing; for the character write %{"},
		{`expect: {matches: 'a%|b [|]c | d'}`, "", ""},
		{`expect: {matches: '^{1} %{2}'}`, "", ""},
		{`send: {json: {version: 1.10}}`, "1.10 is the number 1.1", "put quotes around it to keep it as text"},
		{`send: {json: {version: "1.10"}}`, "", ""},
		{`send: {struct: {format: f, values: [1.10]}}`, "", ""},
		{`send: 1.10`, "", ""},
	} {
		s := load(t, "servers:\n  s: {listen: \"tcp://127.0.0.1:0\", frame: {fixed: 1}, handler: conn:recv()}\nclients:\n  a:\n    connect: s\n    steps:\n      - "+c.step+"\n")
		var message, hint string
		for _, w := range s.Warnings {
			message, hint = message+w.Message, hint+w.Hint
		}
		if message != c.message || hint != c.hint {
			t.Errorf("%s: %s (%s)", c.step, message, hint)
		}
	}
	s := load(t, "processes:\n  p: {command: [x], ports: {main: free}, ready: {log: \"port {{ self.ports.main }}\"}}\n")
	if len(s.Warnings) != 1 || s.Warnings[0].Message != "a pattern holds no templates: {{ }} is looked for as it stands" {
		t.Error(s.Warnings)
	}
}

// TestLuaErrorsInALuaScenario holds what is said of a program that does not
// compile.
func TestLuaErrorsInALuaScenario(t *testing.T) {
	t.Parallel()
	_, err := scenario.LoadProgram("testdata/bad/unfinished.lua", "unfinished_test.lua", scenario.LoadOptions{})
	if err == nil || err.Error() != "unfinished_test.lua:4:1: unexpected `print`\n    print(f())\n    ^" {
		t.Error(err)
	}
}
