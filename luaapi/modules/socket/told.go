package socket

import (
	"maps"
	"sync"
	"weak"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// AddressValue returns the table by which scripts know an address: the same one
// as before while a script still has it and has not changed it, so that it is a
// key of tables, as Python's tuples are. With the baton.
func AddressValue(s *thread.State, a host.Addr) *lua.LTable { return toldOf(s).tell(s, a) }

// told are the addresses that the scripts of a VM were told. Who serves a peer
// hears of the same one again and again, and mostly hands it back to answer.
type told struct {
	meta   *lua.LTable
	last   toldAddress
	others map[host.Addr]weak.Pointer[lua.LTable] // without the last
	room   int                                    // how many others there may be until those that are gone are dropped
}

// toldAddress is one with its table, which the script may have changed since.
type toldAddress struct {
	host.Addr
	shape  *thread.Shape
	values []lua.LValue
	table  *lua.LTable
}

// fewest is how many addresses a VM may know before it looks which are gone.
const fewest = 64

type toldKey struct{}

func toldOf(s *thread.State) *told {
	return s.Value(toldKey{}, func() any {
		return &told{meta: bind.Metatable(s, addressClass), others: map[host.Addr]weak.Pointer[lua.LTable]{}, room: fewest}
	}).(*told)
}

func (t *told) tell(s *thread.State, a host.Addr) *lua.LTable {
	if t.last.table == nil || a != t.last.Addr {
		t.turnTo(a)
	}
	if !t.unchanged() {
		t.last.table = t.last.shape.Table(s.L, t.last.values)
		t.last.table.Metatable = t.meta
	}
	return t.last.table
}

// turnTo makes another address the last one.
func (t *told) turnTo(a host.Addr) {
	if t.last.table != nil {
		t.remember(t.last)
	}
	t.last = toldAddress{Addr: a}
	t.last.shape, t.last.values = fieldsOf(a)
	if known, ok := t.others[a]; ok {
		t.last.table = known.Value()
		delete(t.others, a)
	}
}

func (t *told) remember(a toldAddress) {
	if len(t.others) >= t.room {
		maps.DeleteFunc(t.others, func(_ host.Addr, known weak.Pointer[lua.LTable]) bool { return known.Value() == nil })
		t.room = max(fewest, 2*len(t.others))
	}
	t.others[a.Addr] = weak.Make(a.table)
}

func (t *told) unchanged() bool {
	l := &t.last
	return l.table != nil && l.shape.Holds(l.table, l.values)
}

// isOf returns what a table stands for when it is what was told last, still
// unchanged, and the address is of this family.
func (t *told) isOf(table *lua.LTable, family host.Family) (a host.Addr, ok bool) {
	if table != t.last.table || t.last.Family != family || !t.last.IsNamed() || !t.unchanged() {
		return host.Addr{}, false
	}
	return t.last.Addr, true
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
