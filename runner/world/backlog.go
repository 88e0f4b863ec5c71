package world

import "sockrun/luaapi/host"

// Backlog takes the connections that still wait to be accepted on a socket,
// closes them and returns where they came from; none when it does not listen.
// It is for the end of a scenario: nothing of it is recorded.
func Backlog(s host.Socket) (from []host.Addr) {
	listener, ok := s.(*socket)
	if !ok {
		return nil
	}
	for {
		waiting, peer, err := listener.Socket.Accept(host.DontWait)
		if err != nil {
			return from
		}
		from = append(from, peer)
		_ = waiting.Close()
	}
}
