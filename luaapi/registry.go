package luaapi

import (
	"slices"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/barriers"
	"sockrun/luaapi/modules/base"
	"sockrun/luaapi/modules/base64"
	"sockrun/luaapi/modules/bit"
	"sockrun/luaapi/modules/codecs"
	"sockrun/luaapi/modules/digests"
	"sockrun/luaapi/modules/expects"
	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/modules/hexes"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/modules/loading"
	"sockrun/luaapi/modules/logs"
	"sockrun/luaapi/modules/networks"
	"sockrun/luaapi/modules/oslib"
	"sockrun/luaapi/modules/scenarios"
	"sockrun/luaapi/modules/selects"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/modules/socketservers"
	"sockrun/luaapi/modules/structs"
	"sockrun/luaapi/modules/subprocesses"
	"sockrun/luaapi/modules/tasks"
	"sockrun/luaapi/modules/times"
	"sockrun/luaapi/modules/tls"
	"sockrun/luaapi/modules/zlib"
)

// lua51 are the libraries of Lua itself, which programs may extend as they
// may everywhere.
var lua51 = []string{"coroutine", "debug", "io", "math", "os", "string", "table"}

// modules declare every module, in the order of the reference. Their records
// are made when a script first asks for the module, since most ask for few.
var modules = slices.Concat(base.Libraries(), []bind.Declared{
	{Name: "barrier", Module: barriers.Module},
	{Name: "codec", Module: codecs.Module},
	{Name: "base64", Module: base64.Module},
	{Name: "bit", Module: bit.Module},
	{Name: "hashlib", Module: digests.Hashlib},
	{Name: "hmac", Module: digests.HMAC},
	{Name: "expect", Module: expects.Expect},
	{Name: "verify", Module: expects.Verify},
	{Name: "frame", Module: frames.Module},
	{Name: "hex", Module: hexes.Module},
	{Name: "int64", Module: int64.Module},
	{Name: "io", Module: iolib.Module},
	{Name: "json", Module: jsons.Module},
	{Name: "log", Module: logs.Module},
	{Name: "network", Module: networks.Module},
	{Name: "os", Module: oslib.Module},
	{Name: "scenario", Module: scenarios.Module},
	{Name: "select", Module: selects.Module},
	{Name: "socket", Module: socket.Module},
	{Name: "socketserver", Module: socketservers.Module},
	{Name: "struct", Module: structs.Module},
	{Name: "subprocess", Module: subprocesses.Module},
	{Name: "task", Module: tasks.Module},
	{Name: "time", Module: times.Module},
	{Name: "tls", Module: tls.Module},
	{Name: "zlib", Module: zlib.Module},
})

// catalog is every module and global function, by name. It is made once for
// the process and never changed.
type catalog struct {
	basic     *bind.Module
	modules   map[string]func() *bind.Module
	functions map[string]*bind.Func
	lazy      *thread.Lazy
}

var registry = sync.OnceValue(func() *catalog {
	c := &catalog{modules: map[string]func() *bind.Module{}, functions: map[string]*bind.Func{}}
	c.basic = base.Basic()
	c.basic.Funcs = append(c.basic.Funcs, loading.Functions(c.module)...)
	c.lazy = &thread.Lazy{Make: c.make}
	for _, m := range modules {
		c.modules[m.Name] = sync.OnceValue(m.Module)
		c.lazy.Names = append(c.lazy.Names, m.Name)
	}
	for i := range c.basic.Funcs {
		f := &c.basic.Funcs[i]
		c.functions[f.Name] = f
		c.lazy.Names = append(c.lazy.Names, f.Name)
	}
	slices.Sort(c.lazy.Names)
	c.lazy.Names = slices.Compact(c.lazy.Names) // select is a function and a module
	return c
})

// make makes a global in a VM, nil when there is none of that name.
func (c *catalog) make(s *thread.State, name string) lua.LValue {
	if c.modules[name] != nil {
		return c.module(s, name)
	}
	if f := c.functions[name]; f != nil {
		return bind.NewFunction(s, f, name, 0)
	}
	if name == "_VERSION" {
		return lua.LString("Lua 5.1")
	}
	return nil
}

type moduleKey struct{ name string }

// module returns the one table of a module in a VM, nil when there is none.
func (c *catalog) module(s *thread.State, name string) lua.LValue {
	declared := c.modules[name]
	if declared == nil {
		return nil
	}
	return s.Value(moduleKey{name}, func() any {
		built := declared().Build(s)
		if table, ok := built.(*lua.LTable); ok && !slices.Contains(lua51, name) {
			return bind.ReadOnly(s, name, table)
		}
		return built
	}).(lua.LValue)
}

// assertion is a function of the module expect, whatever scripts have made of that
// name. In a running task.
func (t *Task) assertion(name string) Value {
	s := t.vm.state
	return s.L.GetField(registry().module(s, "expect"), name)
}
