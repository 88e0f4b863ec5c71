//go:build !go1.26 || go1.27

package thread

import lua "github.com/yuin/gopher-lua"

// small is known for other releases of Go only: see small.go.
type small struct{}

func newSmall([]lua.LValue) *small { return nil }

func (*small) copy([]lua.LValue) *lua.LTable { return nil }

// Few are the names of a small table with their values; see small.go.
type Few struct{}

// FewOf returns false.
func FewOf(*lua.LTable) (few Few, ok bool) { return Few{}, false }

// Next returns nothing.
func (*Few) Next() (name string, v lua.LValue, more bool) { return "", nil, false }
