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
	w := walker{open: map[*lua.LTable]bool{}, other: object}
	return w.value(v)
}

// walker goes through tables; open are those that it is inside of.
type walker struct {
	path  jsontext.Path
	open  map[*lua.LTable]bool
	other func(*lua.LUserData) any // what TreeWith was given
}

func (w *walker) fail(format string, args ...any) error {
	return &jsontext.ValueError{Path: slices.Clone(w.path), Message: fmt.Sprintf(format, args...)}
}

func (w *walker) value(v lua.LValue) (any, error) {
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
	return nil, w.fail("%s is not JSON serializable", bind.Describe(v))
}

// number is an integer when it surely is meant as one.
func number(f float64) any {
	if n, err := integer.FromFloat(f); err == nil && (f != 0 || !math.Signbit(f)) {
		return n
	}
	return f
}

func (w *walker) table(t *lua.LTable) (any, error) {
	switch {
	case w.open[t]:
		return nil, w.fail("Circular reference detected: the table is inside itself")
	case len(w.path) >= jsontext.MaxDepth:
		return nil, w.fail("more than %d tables inside each other", jsontext.MaxDepth)
	}
	w.open[t] = true
	defer delete(w.open, t)
	t = bind.Contents(t)
	count, numbers := keys(t)
	switch kind := markOf(t); {
	case kind == arrayMark, kind != objectMark && numbers > 0:
		return w.array(t, count)
	}
	return w.object(t)
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

// array takes a table whose n keys must be 1 to n.
func (w *walker) array(t *lua.LTable, n int) (any, error) {
	list := make(jsontext.Array, n)
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		i, ok := key.(lua.LNumber)
		if !ok || i < 1 || i > lua.LNumber(n) || i != lua.LNumber(int(i)) {
			return nil, w.fail("the key %s fits neither an array (keys 1 to n without gaps) nor an object (text keys): fill gaps with json.null, or mark the table with json.object", showKey(key))
		}
		element, err := w.inside(int(i), v)
		if err != nil {
			return nil, err
		}
		list[int(i)-1] = element
	}
	return list, nil
}

func (w *walker) object(t *lua.LTable) (any, error) {
	o := make(jsontext.Object, 0, t.Len())
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		name, ok := keyText(key)
		if !ok {
			return nil, w.fail("%s cannot be the name of a member", bind.Describe(key))
		}
		element, err := w.inside(name, v)
		if err != nil {
			return nil, err
		}
		o = append(o, jsontext.Member{Name: name, Value: element})
	}
	return o, nil
}

// inside converts a value one step below.
func (w *walker) inside(step any, v lua.LValue) (any, error) {
	w.path = append(w.path, step)
	converted, err := w.value(v)
	w.path = w.path[:len(w.path)-1]
	return converted, err
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
