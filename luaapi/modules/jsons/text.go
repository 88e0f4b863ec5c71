package jsons

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/codecs"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// maxIndent bounds what stands before an element, in bytes for each level.
const maxIndent = 32

// format reads the options of dumps.
func format(c bind.Call) jsontext.Format {
	c.Options(2, "indent", "sort_keys", "ensure_ascii", "separators", "allow_nan")
	f := jsontext.DefaultFormat()
	if indent := c.Option(2, "indent"); indent != lua.LNil {
		f.Lines, f.Item, f.Indent = true, ",", indentation(c, indent)
	}
	if v := c.Option(2, "separators"); v != lua.LNil {
		f.Item, f.Key = separators(c, v)
	}
	f.SortKeys = lua.LVAsBool(c.Option(2, "sort_keys"))
	f.ASCII = c.Option(2, "ensure_ascii") != lua.LFalse
	f.NoNaN = c.Option(2, "allow_nan") == lua.LFalse
	return f
}

func indentation(c bind.Call, v lua.LValue) string {
	switch v := v.(type) {
	case lua.LNumber:
		if n := int(v); lua.LNumber(n) == v && n >= 0 && n <= maxIndent {
			return strings.Repeat(" ", n)
		}
	case lua.LString:
		if len(v) <= maxIndent {
			return string(v)
		}
	}
	c.Raise("indent must be a number of spaces or text, at most %d, got %s", maxIndent, bind.Describe(v))
	return ""
}

func separators(c bind.Call, v lua.LValue) (item, key string) {
	if t, ok := v.(*lua.LTable); ok {
		item, isText := t.RawGetInt(1).(lua.LString)
		key, also := t.RawGetInt(2).(lua.LString)
		if isText && also {
			return string(item), string(key)
		}
	}
	c.Raise(`separators must be two texts such as {",", ":"}, got %s`, bind.Describe(v))
	return "", ""
}

// decoded returns the value of the JSON in argument 1, by the options in
// argument 2.
func decoded(c bind.Call) (lua.LValue, error) {
	integers := byRule
	option := c.Option(2, "int64")
	switch option {
	case lua.LNil:
	case lua.LTrue:
		integers = func(m *maker, v integer.Integer) lua.LValue { return int64.New(m.s, v) }
	case lua.LFalse:
		integers = func(_ *maker, v integer.Integer) lua.LValue {
			f, _ := v.Float64()
			return lua.LNumber(f)
		}
	default:
		c.Raise("int64 must be true or false, got %s", bind.Describe(option))
	}
	v, err := jsontext.ParseWith[lua.LValue](c.String(1), jsontext.Options{Round: option == lua.LFalse}, newMaker(c.S, integers))
	if err != nil {
		return nil, coded(err)
	}
	return v, nil
}

// coded returns an error of jsontext.Parse as scripts see it.
func coded(err error) error {
	if err, ok := err.(*jsontext.SyntaxError); ok {
		return malformed{err}
	}
	return codecs.Failure(err)
}

type malformed struct{ *jsontext.SyntaxError }

// ErrorName is the err.name of text that is no JSON.
func (malformed) ErrorName() string { return "json.JSONDecodeError" }

// ErrorFields are those of Python's exception; positions count from 1.
func (e malformed) ErrorFields() []bind.Field {
	return []bind.Field{
		{Name: "msg", Value: lua.LString(e.Message)}, {Name: "pos", Value: lua.LNumber(e.Offset + 1)},
		{Name: "lineno", Value: lua.LNumber(e.Line)}, {Name: "colno", Value: lua.LNumber(e.Column)},
	}
}
