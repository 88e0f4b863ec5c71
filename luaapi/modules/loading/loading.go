// Package loading holds the Lua functions that compile code: load, loadfile,
// dofile and require.
package loading

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/wire/spell"
)

// Functions declares the global functions. builtin gives the module that
// require finds first, or nil.
func Functions(builtin func(s *thread.State, name string) lua.LValue) []bind.Func {
	return []bind.Func{
		{Name: "load", Params: "code: string or function, name?: string", Returns: "function or nil, string", Doc: "Compiles Lua code, or returns nil and the error.", Run: load},
		{Name: "loadstring", Params: "code: string, name?: string", Returns: "function or nil, string", Doc: "Is load.", Run: load},
		{Name: "loadfile", Params: "path: string", Returns: "function or nil, string", Doc: "Compiles a file, or returns nil and the error.", Run: loadFile},
		{Name: "dofile", Params: "path: string", Returns: "...", Doc: "Runs a file and returns what it returns.", Run: doFile},
		{Name: "require", Params: "name: string", Returns: "any", Doc: "Returns a module: a built-in one, or name.lua beside the script or in lib/ of a folder up to the root, run once per VM.", Run: func(c bind.Call) int { return require(c, builtin) }},
	}
}

func load(c bind.Call) int {
	name := c.OptString(2, "=(load)")
	code, err := source(c)
	if err != nil {
		return c.Push(lua.LNil, lua.LString(err.Error()))
	}
	return compiled(c, code, strings.TrimLeft(name, "=@"))
}

// source reads code from a string or piece by piece from a function.
func source(c bind.Call) (string, error) {
	fn, ok := c.Arg(1).(*lua.LFunction)
	if !ok {
		return c.String(1), nil
	}
	var code strings.Builder
	for {
		results, raised := c.S.Try(c.L, fn)
		if raised != nil {
			c.L.Error(raised.Object, 0)
		}
		piece, ok := pieceOf(results)
		if !ok {
			return "", fmt.Errorf("load: the function must return a string, or nil at the end, got %s", results[0].Type())
		}
		code.WriteString(piece)
		if piece == "" || code.Len() > chunk.MaxSource { // which the compiler refuses
			return code.String(), nil
		}
	}
}

// pieceOf is the next piece of code of a function that was asked for it, "" at the
// end.
func pieceOf(results []lua.LValue) (piece string, ok bool) {
	if len(results) == 0 || results[0] == lua.LNil {
		return "", true
	}
	switch results[0].(type) {
	case lua.LString, lua.LNumber:
		return results[0].String(), true
	}
	return "", false
}

func compiled(c bind.Call, code, name string) int {
	fn, err := function(c, code, name)
	if err != nil {
		return c.Push(lua.LNil, lua.LString(err.Error()))
	}
	return c.Push(fn)
}

func function(c bind.Call, code, name string) (*lua.LFunction, error) {
	if strings.HasPrefix(code, "\x1bLua") {
		return nil, errors.New(name + ": bytecode is not loaded")
	}
	ch, err := chunk.Compile(code, chunk.Options{Name: name})
	if err != nil {
		return nil, err
	}
	return c.L.NewFunctionFromProto(ch.Proto), nil
}

func loadFile(c bind.Call) int {
	path := c.String(1)
	code, err := read(c.S, path)
	if err != nil {
		return c.Push(lua.LNil, lua.LString(err.Error()))
	}
	return compiled(c, code, c.S.Search.Name(path))
}

// maxScript is a little more than the compiler takes, so that it can say so.
const maxScript = 1<<20 + 1

func read(s *thread.State, path string) (string, error) {
	code, err := iolib.ReadFile(s, path, maxScript)
	return string(code), err
}

func doFile(c bind.Call) int {
	path := c.String(1)
	code, err := read(c.S, path)
	if err != nil {
		c.Raise("%s", err)
	}
	return c.Push(run(c, code, path)...)
}

func run(c bind.Call, code, path string, args ...lua.LValue) []lua.LValue {
	fn, err := function(c, code, c.S.Search.Name(path))
	if err != nil {
		c.Raise("%s", err)
	}
	results, raised := c.S.Try(c.L, fn, args...)
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	return results
}

type loadedKey struct{}

// loaded is a module of a file: its value, or who is running its code.
type loaded struct {
	value lua.LValue // nil while it runs
	ended bool       // it runs no more, and has perhaps failed
	by    *thread.Task
	end   thread.Condition
}

func require(c bind.Call, builtin func(s *thread.State, name string) lua.LValue) int {
	name := c.String(1)
	if v := builtin(c.S, name); v != nil {
		return c.Push(v)
	}
	modules := c.S.Value(loadedKey{}, func() any { return map[string]*loaded{} }).(map[string]*loaded)
	for m := modules[name]; m != nil; m = modules[name] {
		if m.value != nil {
			return c.Push(m.value)
		}
		m.await(c, name)
	}
	m := &loaded{by: c.S.Current()}
	modules[name] = m
	defer m.finish(modules, name)
	code, path := find(c, name) // which may wait
	results := append(run(c, code, path, lua.LString(name)), lua.LNil)
	if m.value = results[0]; m.value == lua.LNil {
		m.value = lua.LTrue
	}
	return c.Push(m.value)
}

// await waits until the task that runs the module's code is done with it.
func (m *loaded) await(c bind.Call, name string) {
	if m.by == c.S.Current() {
		c.Raise("module %q requires itself", name)
	}
	if err := m.end.Wait(c.S, "require", func() bool { return m.ended }); err != nil {
		c.Error("require", name, 0, err)
	}
}

// finish lets others load again what could not be loaded.
func (m *loaded) finish(modules map[string]*loaded, name string) {
	if m.value == nil {
		delete(modules, name)
	}
	m.ended = true
	m.end.Changed()
}

// find returns the code of a module and the path it was found at.
func find(c bind.Call, name string) (code, path string) {
	file := filepath.FromSlash(strings.ReplaceAll(name, ".", "/")) + ".lua"
	var looked []string
	for _, dir := range folders(c.S.Search) {
		path := filepath.Join(dir, file)
		code, err := read(c.S, path)
		if err == nil {
			return code, path
		}
		if !errors.Is(err, fs.ErrNotExist) {
			c.Raise("module %q: %s", name, err)
		}
		looked = append(looked, c.S.Search.Name(path))
	}
	instead := ""
	if hint := spell.Elsewhere(name); hint != "" {
		instead = "; " + hint
	}
	c.Raise("module %q is not built in and not found at %s%s", name, strings.Join(looked, ", "), instead)
	return "", ""
}

// folders lists where scripts are looked for, nearest first.
func folders(search thread.Search) []string {
	list := []string{search.Dir}
	for dir := search.Dir; ; dir = filepath.Dir(dir) {
		list = append(list, filepath.Join(dir, "lib"))
		if dir == search.Root || dir == filepath.Dir(dir) {
			return list
		}
	}
}
