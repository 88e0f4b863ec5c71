package luaapi

import (
	"slices"
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/internal/thread"
	int64s "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/wire/integer"
)

// Nil is Lua's nil.
var Nil Value = lua.LNil

// Pair is one entry of an ordered map.
type Pair struct {
	Key   string
	Value any
}

// Map is a table with text keys in an order.
type Map []Pair

// With returns the map with those of names that it lacks, as nil.
func (m Map) With(names ...string) Map {
	for _, name := range names {
		if !slices.ContainsFunc(m, func(p Pair) bool { return p.Key == name }) {
			m = append(m, Pair{Key: name})
		}
	}
	return m
}

// Strict is a table that raises when a field is read which it does not have.
// A field with the value nil is one that it has.
type Strict struct {
	Name string // what the error calls it: "servers.echo"
	Map  Map
}

// StrictList is a list that raises when a name is read from it.
type StrictList struct {
	Name string // what the error calls it
	List []any
}

// Late is a field of a Strict table that is worked out when it is read first.
// Its error is raised there.
type Late func() (any, error)

// Value converts a Go value to one of the VM: nil, bool, numbers, string,
// []byte, []any, Map, Strict, StrictList, host.Addr, integer.Integer, or a Value itself.
func (t *Task) Value(v any) Value {
	switch v := v.(type) {
	case nil:
		return lua.LNil
	case Value:
		return v
	case bool:
		return lua.LBool(v)
	case int:
		return t.Value(int64(v))
	case int64:
		return t.number(integer.FromInt64(v))
	case uint64:
		return t.number(integer.FromUint64(v))
	case integer.Integer:
		return t.number(v)
	case float64:
		return lua.LNumber(v)
	case string:
		return lua.LString(v)
	case []byte:
		return lua.LString(v)
	case []any:
		return t.list(v)
	case Map:
		return t.table(v)
	case Strict:
		return t.strict(v)
	case StrictList:
		list := t.list(v.List)
		bind.StrictList(t.vm.state, list, v.Name)
		return list
	case host.Addr:
		return socket.AddressValue(t.vm.state, v)
	}
	return lua.LNil
}

// Values converts texts.
func (t *Task) Values(texts []string) []Value {
	values := make([]Value, len(texts))
	for i, s := range texts {
		values[i] = lua.LString(s)
	}
	return values
}

func (t *Task) number(n integer.Integer) Value { return int64s.Value(t.vm.state, n) }

func (t *Task) list(values []any) *lua.LTable {
	table := t.vm.state.L.CreateTable(len(values), 0)
	for i, v := range values {
		table.RawSetInt(i+1, t.Value(v))
	}
	return table
}

func (t *Task) table(m Map) *lua.LTable {
	table := t.vm.state.L.CreateTable(0, len(m))
	for _, p := range m {
		table.RawSetString(p.Key, t.Value(p.Value))
	}
	return table
}

func (t *Task) strict(v Strict) *lua.LTable {
	names, values := make([]string, len(v.Map)), make([]Value, len(v.Map))
	var late map[string]Late
	for i, p := range v.Map {
		names[i], values[i] = p.Key, lua.LNil
		if work, isLate := p.Value.(Late); isLate {
			if late == nil {
				late = map[string]Late{}
			}
			late[p.Key] = work
		} else {
			values[i] = t.Value(p.Value)
		}
	}
	table := thread.Named(t.vm.state, names, values)
	if len(late) > 0 {
		bind.StrictLate(t.vm.state, table, v.Name, names, t.workedOut(late))
	} else {
		bind.Strict(t.vm.state, table, v.Name, names)
	}
	return table
}

// workedOut gives Late fields, and nil for others.
func (t *Task) workedOut(late map[string]Late) func(name string) (Value, error) {
	return func(name string) (Value, error) {
		work := late[name]
		if work == nil {
			return lua.LNil, nil
		}
		v, err := work()
		return t.Value(v), err
	}
}

// SetField sets a field of a table value.
func SetField(table Value, name string, v Value) {
	if t, ok := table.(*lua.LTable); ok {
		t.RawSetString(name, v)
	}
}

// Bounds on what Go converts. Tables that share others count as often as they are
// met, which may be very often.
const (
	maxGoDepth  = 50
	maxGoValues = 1 << 20
	shownGo     = 100 // values take the time of a table that is shown
)

// Go converts a value of a VM to Go, for use outside its tasks and in other
// VMs: nil, bool, float64, integer.Integer, string, []any, Map; what cannot leave its VM
// becomes the text that shows it, and so do tables beyond a million values.
func Go(v Value) any {
	left := maxGoValues
	return toGo(v, 0, &left)
}

func toGo(v Value, depth int, left *int) any {
	*left--
	switch v := v.(type) {
	case *lua.LNilType:
		return nil
	case lua.LBool:
		return bool(v)
	case lua.LNumber:
		return float64(v)
	case lua.LString:
		return string(v)
	case *lua.LUserData:
		if n, ok := int64s.Of(v); ok {
			return n
		}
	case *lua.LTable:
		if depth < maxGoDepth && *left > 0 {
			return tableToGo(v, depth+1, left)
		}
		*left -= shownGo
	}
	return Show(v)
}

func tableToGo(t *lua.LTable, depth int, left *int) any {
	if n := t.Len(); n > 0 {
		list := make([]any, n)
		for i := range list {
			list[i] = toGo(t.RawGetInt(i+1), depth, left)
		}
		return list
	}
	m := Map{}
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		m = append(m, Pair{goKey(key), toGo(v, depth, left)})
	}
	return m
}

// goKey is a key as the name of a Pair.
func goKey(key Value) string {
	if text, ok := Text(key); ok {
		return text
	}
	return Show(key)
}

// Show writes a value as reports show it.
func Show(v Value) string { return show.Value(v) }

// Truthy says whether a value counts as true in a condition.
func Truthy(v Value) bool { return lua.LVAsBool(v) }

// Text returns a value as text that is sent: strings as they are, numbers in
// their shortest form, int64 objects by their digits. ok is false for
// everything else.
func Text(v Value) (text string, ok bool) {
	if b, isBool := v.(lua.LBool); isBool {
		return strconv.FormatBool(bool(b)), true
	}
	return bind.Text(v)
}

// Text is the function Text for a value that stands in a longer text: there an
// address is what it prints as.
func (t *Task) Text(v Value) (text string, ok bool) {
	if text, ok := socket.AddressText(t.vm.state, v); ok {
		return text, true
	}
	return Text(v)
}

// Keeper returns a Lua function of a number and a value: it keeps the value in
// that place of kept, counted from 1, and returns it. A second value is kept in
// the next place.
func (t *Task) Keeper(kept []Value) Value {
	return t.vm.state.L.NewFunction(func(L *lua.LState) int {
		place := L.CheckInt(1)
		kept[place-1] = L.Get(2)
		if L.GetTop() > 2 && place < len(kept) {
			kept[place] = L.Get(3)
		}
		L.SetTop(2)
		return 1
	})
}

// Equal compares two values as expect.equal does; the error is an *Error of
// kind Assertion.
func (t *Task) Equal(received, expected Value) error {
	_, err := t.Call(t.assertion("equal"), received, expected)
	return err
}
