package play

import (
	"syscall"

	"sockrun/luaapi/host"
)

// backlog is how many connections may wait to be accepted where nobody says.
const backlog = 4096

// listenOn binds a socket that others are to come to, has it listen unless it
// gets datagrams, and returns its address.
func listenOn(s host.Socket, addr host.Addr, backlog int) (bound host.Addr, err error) {
	if err := bindTo(s, addr); err != nil {
		return host.Addr{}, err
	}
	if s.Kind().Accepts() {
		if err := s.Listen(backlog); err != nil {
			return host.Addr{}, err
		}
	}
	return s.LocalAddr()
}

// bindTo binds a socket. A fixed port of a stream may still be in TIME_WAIT from
// the last run.
func bindTo(s host.Socket, addr host.Addr) error {
	if addr.Port != 0 && s.Kind().IsStream() {
		_ = host.SetFlag(s, syscall.SOL_SOCKET, syscall.SO_REUSEADDR) // Bind tells what is wrong with the socket
	}
	return s.Bind(addr)
}
