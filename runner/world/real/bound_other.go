//go:build !linux

package real

import "sockrun/luaapi/host"

// Bound does not know: this system tells only those who try.
func Bound(host.Type, host.Addr) (bound, known bool) { return false, false }

// ListensOn does not know.
func ListensOn(int) (places []string) { return nil }

// Holders does not know.
func Holders(host.Type, host.Addr) (inodes []string) { return nil }

// ListenedBy does not know.
func (w *World) ListenedBy(host.Type, host.Addr) string { return "" }
