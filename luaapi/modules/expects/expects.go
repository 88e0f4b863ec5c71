// Package expects is the Lua modules "expect" and "verify": assertions that
// stop the actor, and the same ones recorded.
package expects

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/diff"
)

// Failure is an assertion that did not hold.
type Failure struct {
	Message string
	// Detail are the lines that show both sides.
	Detail []string
	// Difference is set when both sides are strings.
	Difference *diff.Difference
}

// Error is the message, with the detail below.
func (f *Failure) Error() string {
	text := f.Message
	for _, line := range f.Detail {
		text += "\n  " + line
	}
	return text
}

// ErrorName is the err.name of failed assertions.
func (f *Failure) ErrorName() string { return "AssertionError" }

const expectExample = `expect.equal("pong", "pong")
expect.equal({type = "pong", seq = 7}, {type = "pong", seq = expect.range(1, 9)})
local deaf = socket.socket()
deaf:bind("127.0.0.1", 0)  -- has a port, and does not listen
local err = expect.error(function()
  socket.create_connection(deaf:getsockname())
end, {code = "ECONNREFUSED"})
print(err.name)  --> ConnectionRefusedError`

// Expect declares the module whose assertions raise.
func Expect() *bind.Module {
	return &bind.Module{Name: "expect", Doc: "Assertions; the first that does not hold ends the actor. A failure shows both sides: bytes as aligned dumps, and of tables the first 10 places where they differ.",
		Example: expectExample, Classes: []*bind.Class{matcherClass},
		Funcs: append(assertions(raise), matchers()...), Global: withAny}
}

// Verify declares the module whose assertions are recorded.
func Verify() *bind.Module {
	return &bind.Module{Name: "verify", Doc: "The assertions of expect as soft assertions: one that does not hold is recorded as a failure, and the actor goes on. The first 1000 are reported, and how many more there were.",
		Example: `verify.equal(#"four", 4)
verify.match("seq=7", "^seq=%d+$", "the reply has a number")`,
		Funcs: append(assertions(record), matchers()...), Global: withAny}
}

// verdict is what becomes of a failed assertion.
type verdict func(bind.Call, *Failure) int

func raise(c bind.Call, f *Failure) int {
	if f == nil {
		return 0
	}
	return bind.RaiseError(c.S, c.L, f)
}

func record(c bind.Call, f *Failure) int {
	if f != nil {
		r := &bind.Raised{Err: f}
		r.File, r.Line = thread.Position(c.L, 0)
		c.S.Record(r)
	}
	return 0
}

// assertion declares one that returns nothing; its last parameter, which the
// declaration leaves out, is the message.
type assertion struct {
	name, params, doc string
	holds             func(bind.Call) *Failure
}

const message = "message?: string"

func assertions(v verdict) []bind.Func {
	var list []bind.Func
	for _, a := range []assertion{
		{"equal", "received: any, expected: any", "Both are equal: strings byte by byte, tables by content, int64 and numbers by value. expected may hold matchers.", equal},
		{"not_equal", "received: any, unexpected: any", "They differ.", notEqual},
		{"truthy", "value: any", "The value is neither nil nor false.", truthy},
		{"falsy", "value: any", "The value is nil or false.", falsy},
		{"match", "text: string, pattern: string", "The Lua pattern matches somewhere in text.", match},
		{"contains", "container: string or table, item: any", "The text contains the item, or the list has it as an element.", contains},
		{"near", "received: number or int64, expected: number or int64, tolerance: number or int64", "They differ by tolerance at most.", near},
		{"between", "value: number or int64, low: number or int64, high: number or int64", "low <= value <= high.", between},
		{"fields", "received: table, expected: table", "received has all the fields of expected, and may have more.", fields},
	} {
		list = append(list, bind.Func{Name: a.name, Params: a.params + ", " + message, Doc: a.doc, Run: a.run(v)})
	}
	return append(list,
		bind.Func{Name: "error", Params: "fn: function, reason?: table or string, " + message, Returns: "error", Doc: `fn raises an error; reason is {code =, name =, errno =, message =} or a part of the text. For an error without a code, such as FrameError, give its name as code. Returns the error. The end of the scenario is never an expected error.`, Run: func(c bind.Call) int { return raises(c, v) }},
		bind.Func{Name: "no_error", Params: "fn: function, " + message, Returns: "...", Doc: "fn does not raise; returns what it returned.", Run: func(c bind.Call) int { return noError(c, v) }},
		bind.Func{Name: "within", Params: "seconds: number, fn: function, " + message, Returns: "...", Doc: "fn is done in time; returns what it returned. It is not interrupted when it is not: task.timeout does that.", Run: func(c bind.Call) int { return within(c, v) }},
		bind.Func{Name: "eventually", Params: "fn: function, opts?: table", Returns: "any", Doc: "fn returns something truthy in time; it is called again and again. Options: within (seconds, 1), every (seconds, 0.01).", Run: func(c bind.Call) int { return eventually(c, v) }},
	)
}

func (a assertion) run(v verdict) func(bind.Call) int {
	last := strings.Count(a.params, ", ") + 2
	return func(c bind.Call) int { return v(c, explained(c, a.holds(c), last)) }
}

// explained puts the script's own message, argument i, before the failure's.
func explained(c bind.Call, f *Failure, i int) *Failure {
	if f != nil && c.Given(i) {
		f.Message = c.String(i) + ": " + f.Message
	}
	return f
}

func truthy(c bind.Call) *Failure {
	if c.Bool(1) {
		return nil
	}
	return because(c, &Failure{Message: fmt.Sprintf("expected something truthy, received %s", show.Value(c.Arg(1)))})
}

func falsy(c bind.Call) *Failure {
	if !c.Bool(1) {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("expected nil or false, received %s", show.Value(c.Arg(1)))}
}

func near(c bind.Call) *Failure {
	if isNil(c) {
		needNumbers(c)
		return because(c, &Failure{Message: fmt.Sprintf("nil is not within %s of %s", show.Value(c.Arg(3)), show.Value(c.Arg(2)))})
	}
	if holdsInt64(c, 3) {
		return nearExactly(c)
	}
	got, want, tolerance := c.Number(1), c.Number(2), c.Number(3)
	if d := got - want; d <= tolerance && -d <= tolerance {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("%s is not within %s of %s", lua.LNumber(got), lua.LNumber(tolerance), lua.LNumber(want))}
}

func between(c bind.Call) *Failure {
	if isNil(c) {
		needNumbers(c)
		return because(c, &Failure{Message: fmt.Sprintf("nil is not between %s and %s", show.Value(c.Arg(2)), show.Value(c.Arg(3)))})
	}
	if holdsInt64(c, 3) {
		return betweenExactly(c)
	}
	v, low, high := c.Number(1), c.Number(2), c.Number(3)
	if low <= v && v <= high {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("%s is not between %s and %s", lua.LNumber(v), lua.LNumber(low), lua.LNumber(high))}
}
