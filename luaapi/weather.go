package luaapi

import (
	"sockrun/luaapi/modules/networks"
	"sockrun/luaapi/modules/scenarios"
)

// changer is a Weather as the bindings call it.
func (vm *VM) changer(change func(Call) error) networks.Changer {
	return func(c networks.Change) error {
		made, err := stage{vm: vm}.call(scenarios.Call{Name: c.Op, Table: c.Table, File: c.File, Line: c.Line})
		if err != nil {
			return err
		}
		return change(made)
	}
}
