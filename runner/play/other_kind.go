package play

import (
	"errors"
	"fmt"
	"syscall"

	"sockrun/luaapi/host"
)

// otherKind says of an operation that the system has refused that a server of
// the scenario listens at its address, but on another kind of socket: a
// connection to a server that takes datagrams is refused as if nobody was there.
// It is "" where that is not the reason.
func (p *play) otherKind(err *host.Error) string {
	connects := err.Op == "connect"
	for _, s := range p.servers {
		if s.listener == nil || reachable(s.addr).String() != err.Address {
			continue
		}
		kind, datagrams := s.listener.Kind(), s.listener.Kind().Type == host.Datagram
		if errors.Is(err, syscall.EPROTOTYPE) || errors.Is(err, syscall.ECONNREFUSED) && connects == datagrams {
			return fmt.Sprintf("%s listens there, but with %s", s, kindName(kind.Family, kind.Type))
		}
	}
	return ""
}

// kindName is how endpoints and scripts call a kind of socket.
func kindName(family host.Family, kind host.Type) string {
	names := map[host.Type][3]string{
		host.Stream:    {"tcp", "unix", "socket.SOCK_STREAM"},
		host.Datagram:  {"udp", "unixgram", "socket.SOCK_DGRAM"},
		host.SeqPacket: {"seqpacket", "seqpacket", "socket.SOCK_SEQPACKET"},
	}[kind]
	network := names[0]
	if family == host.UNIX {
		network = names[1]
	}
	return fmt.Sprintf("%s:// (%s)", network, names[2])
}
