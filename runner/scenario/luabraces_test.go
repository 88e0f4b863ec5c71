package scenario_test

import (
	"testing"

	"sockrun/runner/scenario"
)

// TestTemplateInLua checks that a template in Lua is told apart from a table in
// a table, a comment and a template whose text it is.
func TestTemplateInLua(t *testing.T) {
	t.Parallel()
	const head = "vars: {x: 1}\nclients:\n  a:\n    connect: tcp://127.0.0.1:80\n    steps:\n"
	for _, c := range []struct{ steps, at, hint string }{
		{"    - lua: conn:send(\"{{ vars.x }}\")\n", "test.yaml:6:23", `Lua writes vars.x without braces, and in a text "…" .. vars.x .. "…"`},
		{"    - lua: |\n        local n = 1\n        local x = {{self.index}}\n", "test.yaml:8:19", `Lua writes self.index without braces, and in a text "…" .. self.index .. "…"`},
		{"    - check: '{{ vars.x }} == 1'\n", "test.yaml:6:15", `Lua writes vars.x without braces, and in a text "…" .. vars.x .. "…"`},
		{"    - lua: |\n        -- as in {{ vars.x }}\n        local t = {{vars.x, 2}, {3}}\n        local u = {{x = vars.x}}\n", "", ""},
		{"    - lua: local t = \"{{ name }}\"\n", "", ""},
		{"    - send: '{{ \"{{ vars.x }}\" }} {{ vars.x }}'\n", "", ""},
	} {
		s := load(t, head+c.steps)
		switch {
		case c.at == "" && len(s.Warnings) > 0:
			t.Errorf("%s: %v", c.steps, s.Warnings)
		case c.at != "" && (len(s.Warnings) != 1 || s.Warnings[0].Pos.String() != c.at || s.Warnings[0].Hint != c.hint):
			t.Errorf("%s: %v", c.steps, s.Warnings)
		}
	}
}

// TestTemplateInScript checks that the Lua of a file is looked at as well.
func TestTemplateInScript(t *testing.T) {
	t.Parallel()
	read := func(string) ([]byte, error) { return []byte("print(\n  {{ vars.x }})"), nil }
	loaded, err := scenario.Decode([]byte("clients: {a: {script: a.lua}}"), "test.yaml", "test.yaml", scenario.LoadOptions{ReadFile: read})
	if err != nil || len(loaded[0].Warnings) != 1 || loaded[0].Warnings[0].Pos.String() != "a.lua:2:3" {
		t.Errorf("%v %v", loaded, err)
	}
}
