package frames

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

func declareHeader(c bind.Call) int {
	d, err := declaration(c.S, c.Table(1))
	if err != nil {
		c.Raise("%s", err)
	}
	h, err := header.New(d)
	if err != nil {
		c.Raise("%s", err)
	}
	return c.Push(CodecValue(c.S, newStructured(c.S, h)))
}

// declaration reads a table of fields, with options beside them.
func declaration(s *thread.State, t *lua.LTable) (d header.Declaration, err error) {
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if name, ok := key.(lua.LString); ok {
			d.Options = append(d.Options, header.Option{Name: string(name), Value: plain(s, v, 0)})
			continue
		}
		field, ok := v.(*lua.LTable)
		if !ok {
			return d, fmt.Errorf(`field %d must be a table such as {"seq", "u16"}, got %s`, len(d.Fields)+1, bind.Describe(v))
		}
		declared, err := declaredField(s, field, len(d.Fields)+1)
		if err != nil {
			return d, err
		}
		d.Fields = append(d.Fields, declared)
	}
	return d, nil
}

// declaredField reads {name, type, option = value, …}; padding needs no name.
func declaredField(s *thread.State, t *lua.LTable, number int) (d header.Declared, err error) {
	var texts []string
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if name, ok := key.(lua.LString); ok {
			d.Options = append(d.Options, header.Option{Name: string(name), Value: plain(s, v, 0)})
			continue
		}
		text, ok := v.(lua.LString)
		if !ok {
			return d, fmt.Errorf(`field %d begins with its name and its type as in {"seq", "u16"}, got %s`, number, bind.Describe(v))
		}
		texts = append(texts, string(text))
	}
	switch {
	case len(texts) == 2:
		d.Name, d.Type = texts[0], texts[1]
	case len(texts) == 1 && strings.HasPrefix(texts[0], "pad:"):
		d.Type = texts[0]
	default:
		return d, fmt.Errorf(`field %d begins with its name and its type as in {"seq", "u16"}, got %s`, number, plural.Of(len(texts), "text"))
	}
	return d, nil
}

const deepest = 10

// plain returns a value of a declaration as wire/header takes it.
func plain(s *thread.State, v lua.LValue, depth int) any {
	switch v := v.(type) {
	case lua.LNumber:
		if n, err := integer.FromFloat(float64(v)); err == nil {
			return n
		}
		return float64(v)
	case lua.LString:
		return string(v)
	case lua.LBool:
		return bool(v)
	case *lua.LFunction:
		return sum(s, v)
	case *lua.LTable:
		if depth < deepest {
			return plainTable(s, v, depth)
		}
	}
	if n, ok := integers.Of(v); ok {
		return n
	}
	return unreadable(bind.Describe(v))
}

// unreadable is a value that no declaration takes, as errors show it.
type unreadable string

func plainTable(s *thread.State, t *lua.LTable, depth int) any {
	list, names := header.List{}, header.Map(nil)
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if name, ok := key.(lua.LString); ok {
			names = append(names, header.Option{Name: string(name), Value: plain(s, v, depth+1)})
		} else {
			list = append(list, plain(s, v, depth+1))
		}
	}
	if names != nil {
		return names
	}
	return list
}

// sum makes a check of a function in Lua.
func sum(s *thread.State, fn *lua.LFunction) header.Sum {
	return func(data []byte) (header.Value, error) {
		results, err := call(s, fn, lua.LString(data))
		if err != nil {
			return header.Value{}, err
		}
		if text, ok := results[0].(lua.LString); ok {
			return header.BytesOf([]byte(text)), nil
		}
		n, err := integers.From(results[0])
		if err != nil {
			err = fmt.Errorf("the function `with` must return an integer, got %s", bind.Describe(results[0]))
		}
		return header.IntegerOf(n), err
	}
}

// explain shows the fields of a message.
func explain(c bind.Call) int {
	s, ok := bind.Self[any](c).(*structured)
	if !ok {
		c.Raise("only a header has fields to explain")
	}
	return c.Push(lua.LString(strings.TrimSuffix(s.header.Explain(c.Bytes(1)), "\n")))
}
