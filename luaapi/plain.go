package luaapi

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/modules/scenarios"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// Function is a Lua function among plain values.
type Function struct {
	Value Value
	File  string // where it begins
	Line  int    // 0 when it is not written in Lua
}

// Bounds on what Plain converts: as much as a YAML file may hold.
const (
	maxPlainDepth  = 100
	maxPlainValues = 100_000
)

var (
	errNoNames = errors.New("the table is a list: it takes names, such as {listen = …}")
	errTooMany = fmt.Errorf("more than %d values in one table", maxPlainValues)
	errTooDeep = fmt.Errorf("more than %d tables inside each other", maxPlainDepth)
)

// Plain converts what a script declares to Go: nil for json.null, bool, float64, int64 or uint64,
// string, []any, Map, Function, frame.Codec, *certificate.Identity or Actor. The error says what in
// it cannot be declared. It is called in running tasks.
func (vm *VM) Plain(v Value) (any, error) {
	left := maxPlainValues
	return plainValue(v, 0, &left)
}

func plainValue(v Value, depth int, left *int) (any, error) {
	if *left--; *left < 0 {
		return nil, errTooMany
	}
	switch v := v.(type) {
	case lua.LBool:
		return bool(v), nil
	case lua.LNumber:
		return float64(v), nil
	case lua.LString:
		return string(v), nil
	case *lua.LFunction:
		return plainFunction(v), nil
	case *lua.LUserData:
		return plainObject(v)
	case *lua.LTable:
		if depth == maxPlainDepth {
			return nil, errTooDeep
		}
		return plainTable(v, depth+1, left)
	}
	return nil, fmt.Errorf("%s cannot stand in a declaration", bind.Describe(v))
}

func plainFunction(fn *lua.LFunction) Function {
	if fn.IsG {
		return Function{Value: fn}
	}
	return Function{Value: fn, File: fn.Proto.SourceName, Line: fn.Proto.LineDefined}
}

func plainObject(ud *lua.LUserData) (any, error) {
	if jsons.IsNull(ud) {
		return nil, nil
	}
	if a, ok := scenarios.ActorOf(ud); ok {
		return a.(*actor).actor, nil
	}
	switch v := ud.Value.(type) {
	case frame.Codec:
		return v, nil
	case *certificate.Identity:
		return v, nil
	case integer.Integer:
		if n, ok := v.Int64(); ok {
			return n, nil
		}
		n, _ := v.Uint64()
		return n, nil
	}
	return nil, fmt.Errorf("%s cannot stand in a declaration", bind.Describe(ud))
}

// plainTable converts a table that is either a list or has names.
func plainTable(t *lua.LTable, depth int, left *int) (any, error) {
	if n := t.Len(); n > 0 {
		return plainList(t, n, depth, left)
	}
	m := Map{}
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		name, ok := key.(lua.LString)
		if !ok {
			return nil, fmt.Errorf("a table that is no list has names for keys, got %s", bind.Describe(key))
		}
		plain, err := plainValue(v, depth, left)
		switch err {
		case nil:
		case errTooMany, errTooDeep:
			return nil, err
		default:
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		m = append(m, Pair{string(name), plain})
	}
	return m, nil
}

func plainList(t *lua.LTable, n, depth int, left *int) (any, error) {
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if i, ok := key.(lua.LNumber); !ok || i < 1 || i > lua.LNumber(n) {
			return nil, fmt.Errorf("a table is either a list or has names, but this one has %s beside its %s", bind.Describe(key), plural.Of(n, "element"))
		}
	}
	list := make([]any, n)
	var err error
	for i := 0; i < n && err == nil; i++ {
		list[i], err = plainValue(t.RawGetInt(i+1), depth, left)
	}
	return list, err
}
