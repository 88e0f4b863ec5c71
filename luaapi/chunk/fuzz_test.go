package chunk_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/chunk"
)

// FuzzCompile checks that no source panics, that every error has a place in
// the source, and that globals stand where their names do.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"local a, b = f(...), {x = 1, [y] = 'z'; ...} a, b.c = b, a return a.b:c{}",
		"for i = 1, 2 do if x then break elseif y then goto z end ::z:: end while not nil do end",
		"repeat local r = function(p, ...) return p, ... end until r 'a' .. \"\\x41\\z  \\u{7f}\" .. [==[\n]==]",
		"function a.b:c(...) return self, -0 ^ 2 % 3 - 1e400, #arg end -- c --[[ d ]]",
		"for k, v in pairs(t) do t[k], k = v, t[k] end\n(f or g)(0xff, 3., .5)",
		"while true do while true do end end repeat ::l:: do end until false for a in b do repeat until nil end",
		"a = 1 and (nil or false and x) == not y ~= z <= 1 .. 2 goto a ::a::",
	} {
		f.Add(seed, false)
		f.Add("{"+strings.ReplaceAll(seed, " ", ",")+"}", true)
	}
	f.Fuzz(func(t *testing.T, source string, expression bool) {
		c, err := chunk.Compile(source, chunk.Options{Expression: expression})
		lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\n\r", "\n", "\r", "\n").Replace(source), "\n")
		if err != nil {
			e := err.(*chunk.Error)
			if strings.Contains(e.Message, "internal error") {
				t.Errorf("%q: %v", source, e)
			}
			if e.Line < 1 || e.Line > len(lines) || e.Column < 1 || e.Column > len([]rune(lines[e.Line-1]))+1 {
				t.Errorf("%q: there is no place %d:%d", source, e.Line, e.Column)
			}
			return
		}
		for _, g := range c.Globals {
			if rest := []rune(lines[g.Line-1])[g.Column-1:]; !strings.HasPrefix(string(rest), g.Name) {
				t.Errorf("%q: %s is not at %d:%d", source, g.Name, g.Line, g.Column)
			}
		}
	})
}
