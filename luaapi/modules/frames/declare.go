package frames

import (
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/digests"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

func declareHeader(c bind.Call) int {
	r := reader{c.S, &asker{state: c.S}}
	d, err := r.declaration(c.Table(1))
	if err != nil {
		c.Raise("%s", mistakes(strings.Split(err.Error(), "\n")))
	}
	h, err := header.New(d)
	if wrong, ok := errors.AsType[*header.DeclarationError](err); ok {
		var texts []string
		for _, w := range wrong.All() {
			texts = append(texts, w.Error())
		}
		c.Raise("%s", mistakes(texts))
	}
	r.asker.codec = newStructured(c.S, h)
	return c.Push(codecValue(c.S, r.asker.codec))
}

// mistakes tells all that is wrong with a declaration, each in a line.
func mistakes(texts []string) string {
	if len(texts) == 1 {
		return texts[0]
	}
	return fmt.Sprintf("%d mistakes in the header\n    %s", len(texts), strings.Join(texts, "\n    "))
}

// reader reads one declaration.
type reader struct {
	state *thread.State
	asker *asker
}

// declaration reads a table of fields, with options beside them.
func (r reader) declaration(t *lua.LTable) (d header.Declaration, err error) {
	var errs []error
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if name, ok := key.(lua.LString); ok {
			d.Options = append(d.Options, header.Option{Name: string(name), Value: r.plain(v, 0)})
			continue
		}
		declared, wrong := r.field(v, len(d.Fields)+1)
		if wrong != nil {
			errs = append(errs, wrong)
		}
		d.Fields = append(d.Fields, declared)
	}
	return d, errors.Join(errs...)
}

// field reads {name, type, option = value, …}; padding needs no name. A codec in
// place of the type is a group of that.
func (r reader) field(v lua.LValue, number int) (d header.Declared, err error) {
	t, ok := v.(*lua.LTable)
	if !ok {
		return d, fmt.Errorf(`field %d must be a table such as {"seq", "u16"}, got %s`, number, bind.Describe(v))
	}
	var texts []string
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if name, ok := key.(lua.LString); ok {
			d.Options = append(d.Options, header.Option{Name: string(name), Value: r.option(string(name), v)})
			continue
		}
		text, ok := v.(lua.LString)
		if of := r.plain(v, deepest); len(texts) == 1 && isPart(of) {
			text, ok = "group", true
			d.Options = append(d.Options, header.Option{Name: "of", Value: of})
		}
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
	case len(texts) == 0 && namedAsInYAML(t) != "":
		return d, fmt.Errorf("field %d begins with its name and its type: write %s", number, namedAsInYAML(t))
	default:
		return d, fmt.Errorf(`field %d begins with its name and its type as in {"seq", "u16"}, got %s`, number, plural.Of(len(texts), "text"))
	}
	return d, nil
}

// namedAsInYAML is what to write for {name = "seq", type = "u16"} and for
// {seq = "u16"}; "" for what is written in another way.
func namedAsInYAML(t *lua.LTable) string {
	name, isNamed := t.RawGetString("name").(lua.LString)
	kind, isTyped := t.RawGetString("type").(lua.LString)
	if !isNamed || !isTyped {
		key, value := t.Next(lua.LNil)
		name, isNamed = key.(lua.LString)
		kind, isTyped = value.(lua.LString)
		if !isNamed || !isTyped || !header.IsType(string(kind)) {
			return ""
		}
	}
	return fmt.Sprintf("{%q, %q}", string(name), string(kind))
}

// isPart says whether a value may be what a group is.
func isPart(v any) bool {
	switch v.(type) {
	case *header.Header, frame.Codec, header.Ref:
		return true
	}
	return false
}

// option reads an option whose value is more than plain.
func (r reader) option(name string, v lua.LValue) any {
	fn, isFunction := v.(*lua.LFunction)
	cases, isTable := v.(*lua.LTable)
	switch {
	case name == "with" && isFunction:
		return sum(r.state, fn)
	case name == "enum" && isTable && cases.Len() > 0 && cases.Len() < count(cases):
		return unreadable("names beside a list")
	case name == "when" && isFunction:
		return r.asker.when(fn)
	case name == "digestmod" && isFunction:
		if hash := digests.Named(r.state, fn); hash != "" {
			return hash
		}
	case name == "cases" && isTable:
		var list header.Cases
		for key, v := cases.Next(lua.LNil); key != lua.LNil; key, v = cases.Next(key) {
			list = append(list, header.Case{Key: r.plain(key, 0), Of: r.plain(v, 0)})
		}
		return list
	}
	return r.plain(v, 0)
}

// count is how many keys a table has.
func count(t *lua.LTable) (n int) {
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		n++
	}
	return n
}

// bound returns a header whose functions can be called in a VM.
func bound(s *thread.State, h *header.Header) *header.Header {
	if !h.HasScripts() {
		return h
	}
	a := &asker{state: s}
	b, err := h.Bind(scripts{a})
	if err != nil {
		return h // whose functions are then missing, as it says when they are needed
	}
	a.codec = newStructured(s, b)
	return b
}

// scripts makes functions of the code in a header that was declared outside of
// the VM.
type scripts struct{ *asker }

func (b scripts) function(code any) (*lua.LFunction, error) {
	switch code := code.(type) {
	case *chunk.Chunk:
		return b.state.L.NewFunctionFromProto(code.Proto), nil
	case *lua.LFunction:
		return code, nil
	}
	return nil, fmt.Errorf("%T is no function", code)
}

func (b scripts) Sum(code any) (header.Sum, error) {
	fn, err := b.function(code)
	of := sum(b.state, fn)
	return func(data []byte) (header.Value, error) {
		b.enter(code, fn)
		return of(data)
	}, err
}

func (b scripts) When(code any) (header.When, error) {
	fn, err := b.function(code)
	asked := b.asker.when(fn)
	return func(m *header.Context) (bool, error) {
		b.enter(code, fn)
		return asked(m)
	}, err
}

func (b scripts) Codec(code any) (frame.Placed, error) {
	fn, err := b.function(code)
	if err == nil {
		b.enter(code, fn)
	}
	return &promised{state: b.state, code: fn}, err
}

// enter gives the function of a chunk the globals of the task that runs: one VM
// has the header for all of its tasks, and each has its own vars. Functions of Lua
// keep what they were made with.
func (b scripts) enter(code any, fn *lua.LFunction) {
	if _, ok := code.(*chunk.Chunk); ok {
		fn.Env = b.state.Globals()
	}
}

// ref returns what stands for a header around.
func ref(c bind.Call) int {
	return c.Push(bind.New(c.S, refClass, header.Ref(c.String(1))))
}

var refClass = &bind.Class{Name: "ref", Doc: "Stands for the header of a name around it."}

const deepest = 10

// plain returns a value of a declaration as wire/header takes it.
func (r reader) plain(v lua.LValue, depth int) any {
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
	case *lua.LTable:
		if depth < deepest {
			return r.table(v, depth)
		}
	case *lua.LUserData:
		switch of := v.Value.(type) {
		case *structured:
			return of.header
		case frame.Codec, header.Ref:
			return of
		}
	}
	if n, ok := integers.Of(v); ok {
		return n
	}
	return unreadable(bind.Describe(v))
}

// unreadable is a value that no declaration takes, as errors show it.
type unreadable string

func (r reader) table(t *lua.LTable, depth int) any {
	list, names := header.List{}, header.Map(nil)
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if name, ok := key.(lua.LString); ok {
			names = append(names, header.Option{Name: string(name), Value: r.plain(v, depth+1)})
		} else {
			list = append(list, r.plain(v, depth+1))
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
		if err != nil { // which the field refuses
			return header.Value{Kind: header.Other, Bytes: []byte(bind.Describe(results[0]))}, nil
		}
		return header.IntegerOf(n), nil
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
