package luaapi_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// deprecated makes what Lua 5.1 keeps of 5.0 only for a while, and we do not
// have. The files of its test suite use it.
const deprecated = "local table = setmetatable({getn = function(t) return #t end, " +
	"foreach = function(t, f) for k, v in pairs(t) do local r = f(k, v) if r ~= nil then return r end end end, " +
	"foreachi = function(t, f) for i = 1, t.n or #t do local r = f(i, t[i]) if r ~= nil then return r end end end}, {__index = table}) "

// edit is a place of a test file that must be another: why says which
// difference of ours it concerns.
type edit struct{ why, old, new string }

// cut is an edit that leaves out all from one text up to another.
func cut(why, from, to string) edit { return edit{why, from + "\x00" + to, ""} }

const (
	disabled  = "gopher-lua does not pass it; we do"
	locales   = "there is no os.setlocale"
	noFiles   = "there is no io.tmpfile"
	guesswork = "tests the test tool of PUC-Lua, which is not there"
)

// suite holds the edits of the files of the Lua 5.1 test suite.
var suite = []struct {
	file  string
	edits []edit
}{
	{"pm.lua", []edit{
		{disabled, "-- assert(", "assert("}, {disabled, "\n-- \n", "\n\n"}, {disabled, "-- local ", "local "},
		{disabled, "-- for k in", "for k in"}, {disabled, "--   assert", "  assert"}, {disabled, "-- end\n", "end\n"},
		{"string.gfind is deprecated", "assert(string.gfind == string.gmatch)", ""},
	}},
	{"strings.lua", []edit{
		{disabled, "-- assert(string.format", "assert(string.format"}, {disabled, "--assert(string.format", "assert(string.format"},
		{disabled, "--              \"", "              \""}, {disabled, "-- assert(loadstring", "assert(loadstring"},
		cut(locales, "local locales =", "-- os.setlocale"),
	}},
	{"math.lua", []edit{cut(noFiles, "f = io.tmpfile()", "do   -- testing NaN"), {guesswork, "require \"checktable\"\nstat(a)", "\n"}}},
	{"sort.lua", []edit{{"quicker", "limit = 30000", "limit = 5000"}}},
	{"nextvar.lua", []edit{{"a for loop takes numbers only, as in 5.4", "for i=\"10\",\"1\",\"-2\"", "for i=10,1,-2"}}},
	{"closure.lua", []edit{cut("debug.setfenv is not there", "a = {a = 15}", "print'OK'")}},
	{"vararg.lua", nil},
	{"events.lua", []edit{
		{"what __tostring returns is made text", "assert(tostring(a) == nil)", ""},
		cut("debug.setmetatable is not there", "mt = {}\ndebug", "print 'OK'"),
	}},
	{"errors.lua", []edit{
		{"our errors have other words", "token = string.gsub(token, \"(%p)\", \"%%%1\")", "assert(msg:find('^%(load%):1:%d+: ')) do return end"},
		cut("our errors have other words, and collectgarbage does nothing", "checkmessage([[  -- tail call", "checkmessage([[x = print"),
		{"the position of a loop is that of its for", "print(k) \\n end\" == 4)", "print(k) \\n end\" == 3)"},
		cut("our traceback is short", "-- teste de linhas em erro", "-- error in error handling"),
		{"an error in the handler is what xpcall returns", "assert(not res and type(msg) == 'string')", ""},
		{"our errors have other words", "string.find(b, \"syntax levels\")", "string.find(b, ':1:%d+:')"},
		cut("upvalues have no limit, and that of locals has other words", "-- testing other limits", "print('OK')"),
		cut("files have no __gc", "checkmessage(\"getmetatable(io.stdin)", "print'+'"),
		{"5.4 allows empty statements", "assert(doit\";\")\nassert(doit\"a=1;;\")", "\n"},
	}},
	{"calls.lua", nil},
	{"constructs.lua", []edit{{"quicker: one case in seven", "i = i+1\nuntil i==c", "i = i+7\nuntil i>=c"}}},
	{"literals.lua", []edit{cut(locales, "if os.setlocale", "print('OK')")}},
	{"locals.lua", nil},
}

// TestLuaSuite runs files of the Lua 5.1 test suite, of which gopher-lua's
// module holds a copy.
func TestLuaSuite(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/gopher-lua").Output()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(strings.TrimSpace(string(out)), "_lua5.1-tests")
	for _, s := range suite {
		t.Run(s.file, func(t *testing.T) {
			t.Parallel()
			code, err := os.ReadFile(filepath.Join(folder, s.file))
			if err != nil {
				t.Fatal(err)
			}
			text := string(code)
			for _, e := range s.edits {
				text = e.apply(t, text)
			}
			if err := runScript(t, setup{name: s.file, code: deprecated + text}); err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

func (e edit) apply(t *testing.T, text string) string {
	t.Helper()
	old, to, isCut := strings.Cut(e.old, "\x00")
	begin := strings.Index(text, old)
	if begin < 0 {
		t.Fatalf("%q is not there any more (%s)", old, e.why)
	}
	if !isCut {
		return strings.ReplaceAll(text, old, e.new)
	}
	end := strings.Index(text[begin:], to)
	if end < 0 {
		t.Fatalf("%q is not there any more (%s)", to, e.why)
	}
	lines := strings.Count(text[begin:begin+end], "\n") // stay, for the positions
	return text[:begin] + strings.Repeat("\n", lines) + text[begin+end:]
}
