package sim

import (
	"syscall"

	"sockrun/luaapi/host"
)

// SocketPair follows host.Network.
func (w *World) SocketPair(family host.Family, typ host.Type, proto int) (host.Socket, host.Socket, error) {
	a, err := w.newSocket(family, typ, proto)
	if err != nil {
		return nil, nil, err
	}
	if family != host.UNIX {
		_ = a.Close()
		return nil, nil, syscall.EOPNOTSUPP
	}
	b, err := w.newSocket(family, typ, proto)
	if err != nil {
		_ = a.Close()
		return nil, nil, err
	}
	link(a, b)
	a.told, b.told = true, true
	return a, b, nil
}
