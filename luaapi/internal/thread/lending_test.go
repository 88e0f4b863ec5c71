package thread_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/internal/thread"
)

// programs is how many loops are tried.
const programs = 500

// TestLendingIsNoticedByNobody runs loops that were put together at random,
// with memory that is used again and with new memory for each text. They must
// come to the same.
func TestLendingIsNoticedByNobody(t *testing.T) {
	t.Parallel()
	lent := 0
	for seed := range uint64(programs) {
		code := (&writer{rnd: rand.New(rand.NewPCG(seed, 0))}).program()
		c, err := chunk.Compile(code, chunk.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, code)
		}
		again, fresh := newLender(true), newLender(false)
		got, want := again.run(c.Proto), fresh.run(c.Proto)
		if got != want {
			t.Fatalf("seed %d:\n%s\nwith lent memory\n%s\nwith its own\n%s", seed, code, got, want)
		}
		lent += again.lent
	}
	if lent < programs {
		t.Errorf("memory was used again %d times only", lent)
	}
}

// lender has what the programs use: s gives texts, o and p only read what
// they get.
type lender struct {
	state   thread.State
	L       *lua.LState
	again   bool
	memory  map[thread.Borrower][]byte
	given   int
	lent    int
	reading *lua.LTable // the metatable of o and p
	log     []string
}

func newLender(again bool) *lender {
	d := &lender{L: lua.NewState(), again: again, memory: map[thread.Borrower][]byte{}}
	methods := map[string]lua.LGFunction{"recv": d.recv, "update": d.update, "write": d.update}
	d.reading = d.L.NewTable()
	d.reading.RawSetString("__index", d.L.SetFuncs(d.L.NewTable(), methods))
	return d
}

const most = 60 // texts in one run

func (d *lender) recv(L *lua.LState) int {
	d.given++
	switch {
	case d.given == most:
		L.Push(lua.LNil)
		return 1
	case d.given > most:
		L.RaiseError("no more")
	case d.given%17 == 0:
		L.RaiseError("failed %d", d.given)
	}
	text := fmt.Appendf(nil, "%08d", (d.given*7)%100)
	if to, ok := d.state.Borrower(L, d.keepsNothing); ok && d.again {
		d.lent++
		if d.memory[to] == nil {
			d.memory[to] = make([]byte, len(text))
		}
		copy(d.memory[to], text)
		text = d.memory[to]
	}
	L.Push(lua.LString(unsafe.String(&text[0], len(text))))
	return 1
}

func (d *lender) keepsNothing(object lua.LValue, method string) bool {
	ud, ok := object.(*lua.LUserData)
	return ok && ud.Metatable == d.reading && method != "recv"
}

// update notes its arguments and raises when there is none.
func (d *lender) update(L *lua.LState) int {
	for i := 2; i <= L.GetTop(); i++ {
		d.log = append(d.log, strings.Clone(shown(L.Get(i))))
	}
	if L.Get(2) == lua.LNil {
		L.RaiseError("nothing to update with")
	}
	L.Push(L.Get(1))
	return 1
}

func shown(v lua.LValue) string {
	switch v.(type) {
	case nil: // a hole in a table
		return "nil"
	case lua.LString, lua.LNumber, lua.LBool, *lua.LNilType:
		return v.String()
	}
	return v.Type().String()
}

// run returns all that the program came to.
func (d *lender) run(p *lua.FunctionProto) string {
	defer d.L.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d.L.SetContext(ctx)
	kept := d.L.NewTable()
	object := func() lua.LValue { return &lua.LUserData{Metatable: d.reading} }
	err := d.L.CallByParam(lua.P{Fn: d.L.NewFunctionFromProto(p), NRet: 1, Protect: true}, object(), object(), object(), kept)
	d.log = append(d.log, fmt.Sprint("kept: ", kept.Len()))
	for i := range kept.Len() {
		d.log = append(d.log, shown(kept.RawGetInt(i+1)))
	}
	if err != nil {
		d.log = append(d.log, err.(*lua.ApiError).Object.String())
	}
	return strings.Join(d.log, "\n")
}

// frame is what a random body stands in.
const frame = `local s, o, p, kept = ...
local steps, calls, late, t, u = 0, 0, {}, {}, nil
local function step() steps = steps + 1 if steps > 300 then error("enough", 0) end return true end
local function keep(...) for i = 1, select("#", ...) do kept[#kept + 1] = (select(i, ...)) end return ... end
local plain = {string = true, number = true, boolean = true}
local function text(v) return plain[type(v)] and tostring(v) or type(v) end
local k = {update = function(self, ...) keep(...) return self end}
k.write = k.update
local compared = setmetatable({}, {__lt = function(a, b) keep(a, b) return true end, __le = function(a, b) keep(a, b) return false end,
  __concat = function(a, b) keep(a, b) return "joined" end, __add = function(a, b) keep(a, b) return 1 end,
  __index = function(_, key) keep(key) return key end, __newindex = function(_, key, v) keep(key, v) end, __call = function(_, ...) return keep(...) end})
local function body(a, b, ...)
  local n, c, o, p, k = 1, nil, o, p, k
BODY
end
for i = 1, 4 do
  local co = coroutine.create(body)
  local ok, one, two
  if i % 2 == 0 then ok, one, two = pcall(body, "a", i, s, "c") else ok, one, two = coroutine.resume(co, "a", i, s, "c") end
  keep(type(one) == "string" and one or type(one), type(two) == "string" and two or type(two))
  if coroutine.status(co) == "suspended" then keep(select(2, coroutine.resume(co, u))) end
end
for i = 1, #late do keep(late[i]()) end
for i = 1, 9 do keep(t[i]) end
keep(t.x, u)
`

// writer puts programs together.
type writer struct {
	rnd    *rand.Rand
	text   strings.Builder
	locals []string
	depth  int
	loops  int // of the function
	labels int
	names  int
}

func (w *writer) program() string {
	w.locals = []string{"a", "b", "c", "n"}
	if w.rnd.IntN(2) == 0 {
		w.loop()
	} else {
		w.block(1 + w.rnd.IntN(4))
	}
	return strings.Replace(frame, "BODY", w.text.String(), 1)
}

// loop writes one that receives and does little else.
func (w *writer) loop() {
	w.line("while step() do local d = s:recv(n)")
	w.loops++
	w.locals = append(w.locals, "d")
	w.block(1 + w.rnd.IntN(2))
	w.loops--
	w.locals = w.locals[:len(w.locals)-1]
	w.line("end")
}

func pick(w *writer, from ...string) string { return from[w.rnd.IntN(len(from))] }

// local is the newest as often as one of the others.
func (w *writer) local() string {
	if w.rnd.IntN(2) == 0 {
		return w.locals[len(w.locals)-1]
	}
	return w.locals[w.rnd.IntN(len(w.locals))]
}

// variable is a local that is not n, which recv needs.
func (w *writer) variable() string {
	for {
		if v := w.local(); v != "n" {
			return v
		}
	}
}

// target is a local that may be assigned to.
func (w *writer) target() string {
	return pick(w, w.variable(), w.variable(), w.variable(), "u", "t.x", "t[1]", "t[2]")
}

func (w *writer) object() string {
	if w.rnd.IntN(20) == 0 {
		return w.local()
	}
	return pick(w, "o", "o", "o", "p", "p", "k")
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.text, strings.Repeat("  ", w.depth+1)+format+"\n", args...)
}

// fill puts something in place of the letters of a pattern: V a local, T a
// target, E an expression, R a call of recv, O an object, M a method.
func (w *writer) fill(pattern string) string {
	var out strings.Builder
	for _, letter := range pattern {
		switch letter {
		case 'V':
			out.WriteString(w.local())
		case 'T':
			out.WriteString(w.target())
		case 'E':
			out.WriteString(w.expr())
		case 'R':
			out.WriteString(pick(w, "s:recv(n)", "s:recv(n)", "s:recv(n)", "s.recv(s, n)", "(s:recv(n))", "o:recv(#t)"))
		case 'O':
			out.WriteString(w.object())
		case 'M':
			out.WriteString(pick(w, "update", "write"))
		default:
			out.WriteRune(letter)
		}
	}
	return out.String()
}

var exprs = []string{
	"V", "V", "V", "V", "R", "1", "'x'", "nil", "#text(V)", "V == V", "V == '00000007'", "not V", "V or V", "V and V", "(V)", "V or R",
	"V and R", "text(V) .. 'x'", "text(V)", "{V}", "({V, V})[2]", "(keep(V))", "select(2, V, V)", "function() return V end",
	"text(V) < '00000050'", "text(V):sub(1, 4)", "compared .. V", "compared + V", "compared[V]", "compared(V)", "...", "(...)",
	"V == nil and V or V", "(O:M(V, V))", "string.rep(text(V), 1)", "V ~= V", "arg and arg[1]",
}

// risky are expressions that mostly fail.
var risky = []string{"#V", "-V", "V .. V", "V < V", "V <= V", "V >= 'x'", "V < '00000050'", "V.x", "t[V]", "V:sub(1, 4)"}

func (w *writer) expr() string {
	if w.rnd.IntN(15) == 0 {
		return w.fill(risky[w.rnd.IntN(len(risky))])
	}
	return w.fill(exprs[w.rnd.IntN(len(exprs))])
}

var simple = []string{
	"T = R", "T = R", "T = E", "T = E", "T, T = E, E", "T, T = V, R", "T, T = R, V", "T, T = R", "keep(V)", "keep(R)", "keep(E, V)", "t[#t + 1] = V", "t = {V, x = V}", "t[V or 1] = E",
	"O:M(V)", "O:M(V)", "O:M(V)", "O:M(V)", "O:M('x', V)", "O:M(V, V, 1, nil)", "O:M(E, V)", "O:M(V, E)", "O:M(R)", "O:M(R, V)", "O:M(V, R)", "O.M(O, V)", "T = O:M(V)",
	"late[#late + 1] = function() return V end", "late[#late + 1] = function(...) V = E return V end", "late[#late + 1] = function() return R end",
	"coroutine.yield(V)", "T = coroutine.yield(V, E)", "T = select(2, pcall(s.recv, s, n))", "compared[V] = V", "compared.x = V", "keep(compared < V)", "T = (function(x) return x end)(V)",
	"T = (function(...) local x, y = ... return y or x end)(V, R)", "pcall(function() V = R keep(#V) end)", "T = select(2, pcall(error, V, 0))", "T = V or R", "T = V and R or V", "keep(E)", "T = nil", "T = #V", "assert(V or 1, V)",
	"n = 1", "o, p = p, o", "o = k", "p = O", "o = k o:M(V) o = p", "pcall(function() o = k end) o:M(V) o = p", "keep((O:M(V)))", "t, u = {R, V, R}, V", "t = {[1] = R, R, x = V}",
}

func (w *writer) block(n int) {
	w.depth++
	outer := len(w.locals)
	for range n {
		w.statement()
	}
	w.locals = w.locals[:outer]
	w.depth--
}

func (w *writer) declare() string {
	w.names++
	return fmt.Sprintf("v%d", w.names)
}

// inside writes a block between two lines.
func (w *writer) inside(before, after string) {
	w.line("%s", before)
	w.block(1 + w.rnd.IntN(4))
	w.line("%s", after)
}

func (w *writer) statement() {
	kind := w.rnd.IntN(20)
	if w.depth > 5 && kind > 9 {
		kind = 0
	}
	switch kind {
	case 0, 1, 2, 3:
		w.line("%s", w.fill(simple[w.rnd.IntN(len(simple))]))
	case 4, 5, 6, 7:
		one, two := w.declare(), w.declare()
		w.line("local %s", w.fill(strings.Replace(strings.Replace(pick(w, "X = R", "X = R", "X = R", "X = R", "X = E", "X, Y = R", "X, Y = R, E", "X, Y = E, R", "X, Y", "X, Y = ...", "X = R, R"), "X", one, 1), "Y", two, 1)))
		w.locals = append(w.locals, one)
		if strings.Contains(w.last(), two) {
			w.locals = append(w.locals, two)
		}
	case 8:
		w.line("%s", w.fill(pick(w, "if E then V = R end", "if E then return V end", "if E then return E end", "if V then return R end")))
	case 9:
		if w.loops > 0 {
			w.line("if %s then break end", w.expr())
		}
	case 10, 11:
		w.inside(w.fill("if E then"), pick(w, "end", w.fill("else V = R end"), w.fill("elseif E then keep(V) end")))
	case 12, 13:
		w.loops++
		w.inside(w.fill(pick(w, "while step() do", "while step() and (V or E) do")), "end")
		w.loops--
	case 14:
		w.loops++
		i := w.declare()
		w.inside(fmt.Sprintf(pick(w, "for %s = 1, 3 do", "for %s in function() step() return s:recv(n) end do", "for _, %s in ipairs({1, 'x', V}) do", "for %s in s.recv, s, n do step()"), i), "end")
		w.loops--
	case 15:
		w.loops++
		w.line("repeat step()")
		w.block(1 + w.rnd.IntN(3))
		x := w.declare()
		w.line("%s", w.fill(strings.ReplaceAll(pick(w, "local X = R until X == V", "local X = R until #X > V", "local X = R until E", "local X = R until (function() return X end)()"), "X", x)))
		w.loops--
	case 16:
		w.labels++
		w.line("::l%d::", w.labels)
		label := w.labels
		w.inside("do", w.fill(fmt.Sprintf("if step() and E then goto l%d end end", label)))
	case 17:
		w.labels++
		label := w.labels
		w.line("do if %s then goto l%d end", w.expr(), label)
		w.block(1 + w.rnd.IntN(3))
		w.line("::l%d:: end", label)
	case 18:
		w.function()
	case 19:
		w.inside("do", "end")
	}
}

// last returns the last line.
func (w *writer) last() string {
	lines := strings.Split(strings.TrimSuffix(w.text.String(), "\n"), "\n")
	return lines[len(lines)-1]
}

func (w *writer) function() {
	f, loops, outer := w.declare(), w.loops, slices.Clone(w.locals)
	w.loops = 0
	w.line("local function %s(x, y, ...)", f)
	w.line("  step() calls = calls + 1 if calls > 40 then return x end")
	w.locals = append(w.locals, "x", "y")
	w.block(1 + w.rnd.IntN(4))
	w.line("%s", w.fill(pick(w, "return V end", "return E, V end", "end", "return "+f+"(V, R) end", "V = "+f+"(V, R) end", "return (R) end")))
	w.loops, w.locals = loops, outer
	w.line("%s", w.fill(pick(w, "T = "+f+"(V, R)", "keep("+f+"(R, V))", "local _ = "+f+"(V, V)", "T = select(2, pcall("+f+", V, V))", "T = coroutine.wrap("+f+")(V, E)")))
}
