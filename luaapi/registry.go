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

// catalog is every module and global function, by name. It is made once for
// the process and never changed.
type catalog struct {
	basic     *bind.Module
	modules   []*bind.Module
	byName    map[string]*bind.Module
	functions map[string]*bind.Func
	lazy      *thread.Lazy
}

var registry = sync.OnceValue(func() *catalog {
	c := &catalog{byName: map[string]*bind.Module{}, functions: map[string]*bind.Func{}}
	c.modules = append(base.Libraries(),
		barriers.Module(),
		codecs.Module(),
		base64.Module(),
		bit.Module(),
		digests.Hashlib(),
		digests.HMAC(),
		expects.Expect(),
		expects.Verify(),
		frames.Module(),
		hexes.Module(),
		int64.Module(),
		iolib.Module(),
		jsons.Module(),
		logs.Module(),
		networks.Module(),
		oslib.Module(),
		scenarios.Module(),
		selects.Module(),
		socket.Module(),
		socketservers.Module(),
		structs.Module(),
		subprocesses.Module(),
		tasks.Module(),
		times.Module(),
		tls.Module(),
		zlib.Module(),
	)
	c.basic = base.Basic()
	c.basic.Funcs = append(c.basic.Funcs, loading.Functions(c.module)...)
	c.lazy = &thread.Lazy{Make: c.make}
	for _, m := range c.modules {
		c.byName[m.Name] = m
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
	if m := c.byName[name]; m != nil {
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
	m := c.byName[name]
	if m == nil {
		return nil
	}
	return s.Value(moduleKey{name}, func() any {
		built := m.Build(s)
		if table, ok := built.(*lua.LTable); ok && !slices.Contains(lua51, name) {
			return bind.ReadOnly(s, name, table)
		}
		return built
	}).(lua.LValue)
}

// Globals returns the names of everything that scripts find without doing
// anything for it, sorted.
func Globals() []string { return append([]string{"_G", "_VERSION"}, registry().lazy.Names...) }
