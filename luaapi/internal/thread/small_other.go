//go:build !go1.26 || go1.27

package thread

import lua "github.com/yuin/gopher-lua"

// small is known for other releases of Go only: see small.go.
type small struct{}

func newSmall([]lua.LValue) *small { return nil }

func (*small) copy([]lua.LValue) *lua.LTable { return nil }
