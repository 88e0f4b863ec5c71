package chunk_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"sockrun/luaapi/chunk"
)

// sequence returns the text for each number below n.
func sequence(n int, text func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(text(i))
	}
	return b.String()
}

func TestLimits(t *testing.T) {
	t.Parallel()
	local := func(i int) string { return fmt.Sprintf("local v%d\n", i) }
	for about, c := range map[string]struct{ source, want string }{
		"source":    {strings.Repeat(" ", 1<<20+1), "1:1: the code is longer than 1 MiB"},
		"brackets":  {"x = " + strings.Repeat("(", 201) + "1", "1:205: more than 200 brackets and blocks are nested here"},
		"blocks":    {strings.Repeat("do\n", 201), "201:1: more than 200 brackets"},
		"functions": {strings.Repeat("x = function()\n", 201), "200:13: more than 200 brackets"},
		"unary":     {"x = " + strings.Repeat("not ", 30000) + "y", "1:80005: more than 20000 operators"},
		"minus":     {"x = " + strings.Repeat("- ", 3000) + "y", "1:1: more than 2000 operators, calls or branches in a row"},
		"powers":    {"x = y" + strings.Repeat("^y", 3000), "more than 2000 operators"},
		"sums":      {"x = y" + strings.Repeat("+1", 3000), "more than 2000 operators"},
		"calls":     {"x = y" + strings.Repeat("()", 3000), "more than 2000 operators"},
		"indexes":   {"x = y" + strings.Repeat(".z", 3000), "more than 2000 operators"},
		"branches":  {"if x then" + strings.Repeat("\nelseif x then", 3000) + " end", "more than 2000 operators, calls or branches"},
		"closures":  {strings.Repeat("f(function()\nend)", 10001), "10000:5: more than 10000 functions"},
		"locals":    {sequence(201, local), "201:7: more than 200 local variables in one function"},
		"upvalues": {sequence(150, local) + "function f()\n" + strings.ReplaceAll(sequence(150, local), "v", "w") +
			"function g() return " + sequence(150, func(i int) string { return fmt.Sprintf("v%d, w%d,", i, i) }) + "1 end end",
			"more than 255 local variables of outer functions in one function"},
		"registers": {"\n\nfunction f() return g(" + strings.Repeat("1, ", 250) + "1) end", "3:1: this function needs more than 200 registers"},
		"constants": {"x = {" + sequence(25000, func(i int) string { return fmt.Sprintf("'%d',", i) }) + "}", "the code is too large"},
		"values":    {"x = {" + strings.Repeat("1,", 25501) + "}", "more than 25500 values in one table constructor"},
		"labels":    {sequence(30000, func(i int) string { return fmt.Sprintf("::a%d::", i) }), "the code is too large"},
		"length":    {"while x do " + strings.Repeat("a=b ", 66000) + "end", "this function is too long"},
	} {
		err := compileError(t, c.source, chunk.Options{Name: "f"})
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", about, err, c.want)
		}
	}
}

func TestWithinLimits(t *testing.T) {
	t.Parallel()
	for about, source := range map[string]string{
		"brackets":  "x = " + strings.Repeat("(", 199) + "1" + strings.Repeat(")", 199),
		"blocks":    strings.Repeat("if x then\n", 200) + strings.Repeat("end\n", 200),
		"functions": strings.Repeat("x = function()\n", 199) + strings.Repeat("end\n", 199),
		"loops":     strings.Repeat("for i = 1, 2 do while x do ", 49) + strings.Repeat("break end end\n", 49),
		"branches":  "if x == 1 then" + strings.Repeat("\nelseif x == 1 then", 1900) + " end",
		"sums":      "x = y" + strings.Repeat(" + 1", 1900),
		"operands":  "x = y" + strings.Repeat(" or y", 1900),
		"locals":    sequence(195, func(i int) string { return fmt.Sprintf("local v%d = %d\n", i, i) }) + "f('a' .. 'b')",
		"constants": "x = {" + sequence(5000, func(i int) string { return fmt.Sprintf("'%d',", i) }) + "}",
		"lines":     strings.Repeat("f(1, 'x')\n", 5000),
		"line":      strings.Repeat("f(1, 'ä') ", 5000),
	} {
		if _, err := chunk.Compile(source, chunk.Options{}); err != nil {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// TestDeepSources compiles, in another process, sources that overflow the
// stack of gopher-lua's compiler or take it very long: no recover catches a
// stack overflow.
func TestDeepSources(t *testing.T) {
	t.Parallel()
	if os.Getenv("CHUNK_DEEP") != "" {
		compileDeep(t)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestDeepSources$", "-test.v")
	child.Env = append(os.Environ(), "CHUNK_DEEP=1")
	out, err := child.CombinedOutput()
	if err != nil || strings.Count(string(out), "refused") != len(deepSources()) {
		t.Errorf("%v\n%.2000s", err, out)
	}
}

func deepSources() []string {
	const mib = 1 << 20
	fill := func(prefix, part string) string {
		return prefix + strings.Repeat(part, (mib-len(prefix))/len(part))
	}
	return []string{
		fill("x = ", "{"), fill("", "do "), fill("x = y", "()"),
	}
}

func compileDeep(t *testing.T) {
	for _, source := range deepSources() {
		_, err := chunk.Compile(source, chunk.Options{})
		if err == nil {
			t.Errorf("%.30s… compiled", source)
			continue
		}
		t.Logf("refused %.30s…: %v", source, err)
	}
}
