package bind

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/printf"
	"sockrun/luaapi/wire/uncopied"
)

// Call is one call of a binding: its arguments, checked on demand, and its
// results. Arguments count from 1 as declared; the object of a method is
// Self. A check that fails raises at the caller's line and does not return.
type Call struct {
	L *lua.LState
	S *thread.State
	// What was called; behind a pointer, since those who wait in a call have it
	// on their stacks several times.
	of *callee
}

// callee is a function of Lua with what was declared of it.
type callee struct {
	f    *Func
	name string
	skip int
}

// Name is the function's full name, such as "socket:recv".
func (c Call) Name() string { return c.of.name }

// Len returns the number of declared arguments that were given.
func (c Call) Len() int { return max(c.L.GetTop()-c.of.skip, 0) }

// Arg returns argument i, nil when it was not given.
func (c Call) Arg(i int) lua.LValue {
	all := thread.Arguments(c.L)
	if i += c.of.skip - 1; i < len(all) {
		return all[i]
	}
	return lua.LNil
}

// Given says whether argument i is there and not nil.
func (c Call) Given(i int) bool { return c.Arg(i) != lua.LNil }

// Args returns the arguments from i on.
func (c Call) Args(i int) []lua.LValue {
	values := make([]lua.LValue, 0, max(c.Len()-i+1, 0))
	for ; i <= c.Len(); i++ {
		values = append(values, c.Arg(i))
	}
	return values
}

// Self returns the Go value of the object that a method was called on, or
// raises with what was given instead.
func Self[T any](c Call) T {
	if ud, ok := c.L.Get(1).(*lua.LUserData); ok {
		if v, ok := ud.Value.(T); ok {
			return v
		}
	}
	hint := ""
	if _, isUserdata := c.L.Get(1).(*lua.LUserData); !isUserdata {
		hint = "; call it with a colon"
	}
	class, _, _ := strings.Cut(c.of.name, ":")
	got := Describe(c.L.Get(1))
	if _, isText := c.L.Get(1).(lua.LString); isText { // which may be a secret
		got = "a string"
	}
	c.Raise("must be called on %s, got %s%s", article(class), got, hint)
	panic("unreachable")
}

// Object returns the Go value of argument i, which must be an object that
// holds a T.
func Object[T any](c Call, i int) T {
	if ud, ok := c.Arg(i).(*lua.LUserData); ok {
		if v, ok := ud.Value.(T); ok {
			return v
		}
	}
	c.Expected(i, "")
	panic("unreachable")
}

// String returns argument i, which must be a string; numbers become strings
// as everywhere in Lua, and so do int64 objects.
func (c Call) String(i int) string {
	text, ok := Text(c.Arg(i))
	if !ok {
		c.Expected(i, "string")
	}
	return text
}

// Text returns a string, or the digits of a number or of an int64 object, and
// false for any other value.
func Text(v lua.LValue) (string, bool) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), true
	case lua.LNumber:
		return printf.Number(float64(v)), true
	case *lua.LUserData:
		n, ok := v.Value.(integer.Integer)
		return n.String(), ok
	}
	return "", false
}

// Joined returns argument i as an operand of ".." in a longer text: objects as
// tostring shows them. It raises as Lua does for what cannot be joined.
func (c Call) Joined(i int) string {
	v := c.Arg(i)
	text, ok := Text(v)
	if !ok && c.L.GetMetaField(v, "__tostring") == lua.LNil {
		c.L.RaiseError("attempt to concatenate %s", Describe(v))
	}
	if !ok {
		text = c.L.ToStringMeta(v).String()
	}
	return text
}

// OptString returns argument i or, when it was not given, otherwise.
func (c Call) OptString(i int, otherwise string) string {
	if !c.Given(i) {
		return otherwise
	}
	return c.String(i)
}

// Bytes returns the bytes of string argument i without a copy: they must not
// be changed nor kept.
func (c Call) Bytes(i int) []byte {
	v, ok := c.Arg(i).(lua.LString)
	if !ok {
		v = lua.LString(c.String(i))
	}
	return uncopied.Bytes(string(v))
}

// Secret returns the bytes of string argument i, as Bytes does, for what must
// not appear in any error: a key.
func (c Call) Secret(i int) []byte {
	if _, ok := c.Arg(i).(lua.LString); !ok {
		c.Raise("%s must be a string, got %s", c.param(i), c.Kind(i))
	}
	return c.Bytes(i)
}

// Kind says of which type argument i is, and nothing of its value.
func (c Call) Kind(i int) string {
	switch {
	case i > c.Len():
		return "nothing"
	case !c.Given(i):
		return "nil"
	}
	if name := ClassName(c.Arg(i)); name != "" {
		return article(name)
	}
	return article(c.Arg(i).Type().String())
}

// Payload is Bytes for what is to be sent: a table or an object in its place
// raises with what makes bytes of it.
func (c Call) Payload(i int) []byte {
	switch v := c.Arg(i).(type) {
	case *lua.LTable, *lua.LUserData:
		if _, ok := Text(v); !ok {
			c.Raise("%s cannot be sent: only bytes travel, make them with json.dumps or struct.pack, or give the connection a frame with a header", Describe(v))
		}
	}
	return c.Bytes(i)
}

// Bool returns argument i as a condition.
func (c Call) Bool(i int) bool { return lua.LVAsBool(c.Arg(i)) }

// Function returns argument i, which must be a function.
func (c Call) Function(i int) *lua.LFunction {
	fn, ok := c.Arg(i).(*lua.LFunction)
	if !ok {
		c.Expected(i, "function")
	}
	return fn
}

// Table returns argument i, which must be a table.
func (c Call) Table(i int) *lua.LTable {
	t, ok := c.Arg(i).(*lua.LTable)
	if !ok {
		c.Expected(i, "table")
	}
	return t
}

// Push pushes results and returns their number, as a binding must.
func (c Call) Push(values ...lua.LValue) int {
	for _, v := range values {
		c.L.Push(v)
	}
	return len(values)
}

// Expected raises that argument i should have been of another type; "" for
// the declared one.
func (c Call) Expected(i int, kind string) {
	if kind == "" {
		_, kind = c.declared(i)
	}
	got := Describe(c.Arg(i))
	if i > c.Len() {
		got = "nothing"
	}
	if got == "nil" {
		got += c.S.MeantArgument(c.L, i+c.of.skip)
	}
	c.Raise("%s must be %s, got %s%s", c.param(i), article(kind), got, c.numeral(i, kind))
}

// numeral says what to do with a number that came as text, as all do that were
// matched in a message or given to a program.
func (c Call) numeral(i int, kind string) string {
	text, isText := c.Arg(i).(lua.LString)
	if _, err := strconv.Atoi(string(text)); !isText || err != nil || !strings.HasPrefix(kind, "integer") && !strings.HasPrefix(kind, "number") {
		return ""
	}
	return ": tonumber(text) is the number"
}

// Room raises unless there is room for a string of n bytes. Functions whose
// result may be much longer than their arguments call it before they make it.
func (c Call) Room(n int) {
	if err := c.S.MakeRoom(n); err != nil {
		c.Raise("%s", err)
	}
}

// Raise raises an error at the caller's line, with the function's name.
func (c Call) Raise(format string, args ...any) {
	message := c.of.name + ": " + fmt.Sprintf(format, args...)
	if file, line := thread.Position(c.L, 0); line > 0 {
		message = fmt.Sprintf("%s:%d: %s", file, line, message)
	}
	c.L.Error(lua.LString(message), 0)
}

// Error raises err as an error object at the caller's line. A *host.Error
// stays what it is; other errors become one of operation op.
func (c Call) Error(op, address string, partial int, err error) int {
	e := asHostError(op, address, partial, err)
	if e.Errno == int(syscall.EBADF) && e.More == "" {
		e.More = c.closed()
	}
	return RaiseError(c.S, c.L, e)
}

func asHostError(op, address string, partial int, err error) *host.Error {
	if e, ok := err.(*host.Error); ok {
		return e
	}
	return host.NewError(op, address, partial, err)
}

// param names argument i as it was declared.
func (c Call) param(i int) string {
	name, _ := c.declared(i)
	if name == "" || name == "..." {
		return fmt.Sprintf("argument %d", i)
	}
	return name
}

func (c Call) declared(i int) (name, kind string) {
	params := strings.Split(c.of.f.Params, ", ")
	if i > len(params) {
		i = len(params)
	}
	name, kind, _ = strings.Cut(params[i-1], ": ")
	return strings.TrimSuffix(name, "?"), kind
}
