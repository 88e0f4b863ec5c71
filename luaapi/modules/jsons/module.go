// Package jsons is the Lua module "json": Python's json with Lua's tables. The
// text is read and written by luaapi/wire/jsontext; here is what JSON is in
// Lua. Bindings that carry JSON use Value and Tree, so that all of them follow
// one rule.
package jsons

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

const doc = `JSON text, as Python's json module reads and writes it. ` +
	`A table with the keys 1 to n is an array, one with text keys an object; an empty table is an object unless json.array marks it. ` +
	`What loads returns is marked already, and objects keep their order. ` +
	`null is json.null, which counts as true. Integers of 2^53 and more are int64 objects. ` +
	`A table holds at most 1000 levels, a text at most 1048576 values.`

const dumpsDoc = `Returns value as JSON text, by default in one line of ASCII. ` +
	`Options: indent (spaces per level, or the text itself), sort_keys, ensure_ascii (false leaves characters as UTF-8), ` +
	`separators ({item, key}), allow_nan (false refuses what JSON has no form for). ` +
	`Whole numbers below 2^53 and int64 objects are written as integers, all others as Python writes floats.`

const loadsDoc = `Returns the value of JSON text. Of members with one name the last counts. ` +
	`Options: int64 (true makes every integer an int64 object; false makes all of them plain numbers, rounded where they must be).`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "json", Doc: doc,
		Example: `local text = json.dumps({type = "ping", ids = {1, 2}, tags = json.array{}, next = json.null})
print(text)               --> {"type": "ping", "ids": [1, 2], "tags": [], "next": null}
local m = json.loads(text)
print(m.ids[2], m.next)   --> 2	null
print(json.dumps(m) == text)  --> true`,
		Funcs: []bind.Func{
			{Name: "dumps", Params: "value: any, opts?: table", Returns: "string", Doc: dumpsDoc,
				Errors:  "a value that JSON cannot carry, with its path such as $.items[2]",
				Example: `print(json.dumps({b = 1, a = {true}}, {sort_keys = true, separators = {",", ":"}}))  --> {"a":[true],"b":1}`, Run: dumps},
			{Name: "loads", Params: "text: string, opts?: table", Returns: "any", Doc: loadsDoc,
				Errors: "json.JSONDecodeError with msg, pos (a position in text, from 1), lineno and colno; UnicodeDecodeError",
				Example: `local ok, err = pcall(json.loads, '{"a": 1,}')
print(err.name)     --> json.JSONDecodeError
print(err.message)  --> Illegal trailing comma before end of object: line 1 column 8 (char 7)`, Run: loads},
			{Name: "array", Params: "t: table", Returns: "table", Doc: "Marks t as an array, also when it is empty, and returns it.",
				Example: `print(json.dumps(json.array{}), json.dumps({}))  --> []	{}`, Run: marker(arrayMark)},
			{Name: "object", Params: "t: table", Returns: "table", Doc: "Marks t as an object, whose numeric keys are written as text, and returns it.",
				Example: `print(json.dumps(json.object{"x", "y"}))  --> {"1": "x", "2": "y"}`, Run: marker(objectMark)},
		},
		Consts: []bind.Const{{Name: "null", Value: lua.LNil, Doc: "What stands for JSON's null. It counts as true: compare with value == json.null."}},
		Global: func(s *thread.State, table *lua.LTable) lua.LValue {
			table.RawSetString("null", nullOf(s))
			return table
		},
	}
}

func dumps(c bind.Call) int {
	if c.Len() == 0 {
		c.Expected(1, "value")
	}
	text, err := dumped(c, c.Arg(1), format(c))
	if err != nil {
		c.Raise("%s", err)
	}
	return c.Push(lua.LString(text))
}

func loads(c bind.Call) int {
	c.Options(2, "int64")
	v, err := decoded(c)
	if err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	return c.Push(v)
}

func marker(m mark) func(bind.Call) int {
	return func(c bind.Call) int {
		t := c.Table(1)
		if c.L.GetMetaField(t, "__metatable") != lua.LNil {
			c.Raise("cannot change a protected metatable")
		}
		t.Metatable = m.metatable(c.S)
		return c.Push(t)
	}
}
