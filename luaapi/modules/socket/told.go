package socket

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// AddressValue returns the table by which scripts know an address. With the
// baton.
func AddressValue(s *thread.State, a host.Addr) *lua.LTable { return toldOf(s).tell(s, a) }

// told is the address that a script was told last. Who serves a peer hears of
// the same one again and again, and mostly hands it back to answer.
type told struct {
	meta   *lua.LTable
	addr   host.Addr
	shape  *thread.Shape
	values []lua.LValue
	table  *lua.LTable // which the script may have changed since
}

type toldKey struct{}

func toldOf(s *thread.State) *told {
	return s.Value(toldKey{}, func() any { return &told{meta: bind.Metatable(s, addressClass)} }).(*told)
}

func (t *told) tell(s *thread.State, a host.Addr) *lua.LTable {
	if t.shape == nil || a != t.addr {
		t.addr = a
		t.shape, t.values = fieldsOf(a)
	}
	t.table = t.shape.Table(s.L, t.values)
	t.table.Metatable = t.meta
	return t.table
}

// isOf returns what a table stands for when it is what was told last, still
// unchanged, and the address is of this family.
func (t *told) isOf(table *lua.LTable, family host.Family) (a host.Addr, ok bool) {
	if table != t.table || t.addr.Family != family || !t.addr.IsNamed() || !t.shape.Holds(table, t.values) {
		return host.Addr{}, false
	}
	return t.addr, true
}

// Addresses of a family have the same names.
var (
	inetShape  = sync.OnceValue(func() *thread.Shape { return thread.NewShape([]string{"host", "port"}) })
	inet6Shape = sync.OnceValue(func() *thread.Shape { return thread.NewShape([]string{"host", "port", "flowinfo", "scope_id"}) })
	pathShape  = sync.OnceValue(func() *thread.Shape { return thread.NewShape([]string{"path"}) })
)

func fieldsOf(a host.Addr) (*thread.Shape, []lua.LValue) {
	switch a.Family {
	case host.INET:
		return inetShape(), []lua.LValue{lua.LString(a.IP.String()), lua.LNumber(a.Port)}
	case host.INET6:
		return inet6Shape(), []lua.LValue{lua.LString(a.IP.String()), lua.LNumber(a.Port), lua.LNumber(a.FlowInfo), lua.LNumber(a.ScopeID)}
	}
	return pathShape(), []lua.LValue{lua.LString(a.Path)}
}
