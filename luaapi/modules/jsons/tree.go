package jsons

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// Tree returns the jsontext value of a Lua value; nil is null. Errors are
// *jsontext.ValueError. With the baton.
func Tree(v lua.LValue) (any, error) {
	return TreeWith(v, func(*lua.LUserData) any { return nil })
}

// TreeWith is Tree with a value of its own for objects that are no JSON: what
// object returns unless that is nil.
func TreeWith(v lua.LValue, object func(*lua.LUserData) any) (any, error) {
	w := walker{other: object}
	return w.value(v)
}

// walker goes through tables.
type walker struct {
	inside []*lua.LTable            // those that it is inside of
	count  int                      // of values
	other  func(*lua.LUserData) any // what TreeWith was given
}

// failure is about a value whose path is to be added.
func failure(format string, args ...any) error {
	return &jsontext.ValueError{Message: fmt.Sprintf(format, args...)}
}

func (w *walker) value(v lua.LValue) (any, error) {
	if w.count++; w.count > jsontext.MaxValues {
		return nil, failure("more than %d values", jsontext.MaxValues)
	}
	switch v := v.(type) {
	case *lua.LNilType:
		return nil, nil
	case lua.LBool:
		return bool(v), nil
	case lua.LNumber:
		return number(float64(v)), nil
	case lua.LString:
		return string(v), nil
	case *lua.LTable:
		return w.table(v)
	case *lua.LUserData:
		if _, isNull := v.Value.(null); isNull {
			return nil, nil
		}
		if n, ok := int64.Of(v); ok {
			return n, nil
		}
		if own := w.other(v); own != nil {
			return own, nil
		}
	}
	return nil, failure("%s is not JSON serializable", bind.Describe(v))
}

// number is an integer when it surely is meant as one.
func number(f float64) any {
	if isInteger(f) {
		n, _ := integer.FromFloat(f)
		return n
	}
	return f
}

func isInteger(f float64) bool {
	return f == math.Trunc(f) && math.Abs(f) < 1<<53 && (f != 0 || !math.Signbit(f))
}

func (w *walker) table(t *lua.LTable) (any, error) {
	if err := mayEnter(w.inside, t); err != nil {
		return nil, err
	}
	w.inside = append(w.inside, t)
	defer func() { w.inside = w.inside[:len(w.inside)-1] }()
	t = bind.Contents(t)
	if count, numbers := keys(t); isArray(t, numbers) {
		return w.array(t, count)
	}
	return w.object(t)
}

// mayEnter says why a table cannot be in those that it is inside of.
func mayEnter(inside []*lua.LTable, t *lua.LTable) error {
	switch {
	case slices.Contains(inside, t):
		return failure("Circular reference detected: the table is inside itself")
	case len(inside) == jsontext.MaxDepth:
		return failure("more than %d tables inside each other", jsontext.MaxDepth)
	}
	return nil
}

// isArray says what a table is that has so many numbers among its keys.
func isArray(t *lua.LTable, numbers int) bool {
	kind := markOf(t)
	return kind == arrayMark || kind != objectMark && numbers > 0
}

// keys counts the keys of a table, and those that are numbers.
func keys(t *lua.LTable) (count, numbers int) {
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		count++
		if key.Type() == lua.LTNumber {
			numbers++
		}
	}
	return count, numbers
}

func (w *walker) array(t *lua.LTable, n int) (any, error) {
	values, err := elements(t, n)
	if err != nil {
		return nil, err
	}
	list := make(jsontext.Array, n)
	for i, v := range values {
		if list[i], err = w.value(v); err != nil {
			return nil, jsontext.Within(i+1, err)
		}
	}
	return list, nil
}

func (w *walker) object(t *lua.LTable) (any, error) {
	list, err := members(t)
	if err != nil {
		return nil, err
	}
	o := make(jsontext.Object, len(list))
	for i, m := range list {
		o[i].Name = m.name
		if o[i].Value, err = w.value(m.value); err != nil {
			return nil, jsontext.Within(m.name, err)
		}
	}
	return o, nil
}

// elements returns the values of a table whose n keys must be 1 to n.
func elements(t *lua.LTable, n int) ([]lua.LValue, error) {
	list := make([]lua.LValue, n)
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		i, ok := key.(lua.LNumber)
		if !ok || i < 1 || i > lua.LNumber(n) || i != lua.LNumber(int(i)) {
			return nil, failure("the key %s fits neither an array (keys 1 to n without gaps) nor an object (text keys): fill gaps with json.null, or mark the table with json.object", showKey(key))
		}
		list[int(i)-1] = v
	}
	return list, nil
}

// member is a key of a table as text, and its value.
type member struct {
	name  string
	value lua.LValue
}

// members returns what a table has, in order.
func members(t *lua.LTable) (list []member, err error) {
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		name, ok := keyText(key)
		if !ok {
			return nil, failure("%s cannot be the name of a member", bind.Describe(key))
		}
		list = append(list, member{name, v})
	}
	return list, nil
}

// keyText is a key as the name of a member: that of Python's dicts.
func keyText(key lua.LValue) (string, bool) {
	switch key := key.(type) {
	case lua.LString:
		return string(key), true
	case lua.LBool:
		return strconv.FormatBool(bool(key)), true
	case lua.LNumber:
		if n, ok := number(float64(key)).(integer.Integer); ok {
			return n.String(), true
		}
		return jsontext.FloatText(float64(key)), true
	}
	return "", false
}

func showKey(key lua.LValue) string {
	if s, ok := key.(lua.LString); ok {
		return fmt.Sprintf("%.40q", string(s))
	}
	return bind.Describe(key)
}
