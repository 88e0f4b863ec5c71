package scenario_test

import (
	"slices"
	"strings"
	"testing"
)

// TestReads checks what is seen of the names that an actor's Lua reads: where
// it is not certain that it reads no others, it may read any.
func TestReads(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, client, want string }{
		{"no Lua", `{connect: s, steps: [{send: x}]}`, ""},
		{"steps", `{connect: s, steps: [{check: "servers.s.port > 0 and self.index == 1"}]}`, "self servers"},
		{"a template", `{connect: s, steps: [{send: "{{ servers.s.port }}"}]}`, "servers"},
		{"nested", `{connect: s, steps: [{repeat: {times: 2, steps: [{send: x, when: "self.index > 1"}]}}]}`, "self"},
		{"a sequence", `{connect: s, steps: [{run: greet}]}`, "processes"},
		{"Lua", `{connect: s, steps: [{lua: "local x = vars.tmp result = #x"}]}`, "result vars"},
		{"where it connects", `{connect: "tcp://127.0.0.1:{{ servers.s.port }}", steps: [{send: x}]}`, "servers"},
		{"from where", `{connect: s, source: "tcp://127.0.0.1:{{ self.index + 20000 }}", steps: [{send: x}]}`, "self"},
		{"a name of its own", `{connect: s, steps: [{lua: "function mine() end mine()"}]}`, ""},
		{"a name that is not seen", `{connect: s, steps: [{lua: "print(slef.name)"}]}`, "any"},
		{"all globals", `{connect: s, steps: [{lua: "for k in pairs(_G) do print(k) end"}]}`, "any"},
		{"code that is made later", `{connect: s, steps: [{lua: "load(vars.code)()"}]}`, "any"},
	} {
		c := load(t, `
vars: {code: ""}
sequences: {greet: [{lua: "print(processes)"}]}
servers: {s: {listen: "tcp://127.0.0.1:0", handler: "print(1)"}}
clients: {a: `+test.client+`}
`).Clients[0]
		reads := slices.Compact(slices.Sorted(slices.Values(c.Reads)))
		got := strings.Join(slices.DeleteFunc(reads, func(s string) bool { return s == "" }), " ")
		if c.Reads == nil {
			got = "any"
		}
		if got != test.want {
			t.Errorf("%s: it reads %q, want %q", test.name, got, test.want)
		}
	}
}
