package play

import (
	"errors"
	"fmt"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

// otherKind says of an operation that the system has refused that a server of
// the scenario listens at its address, but on another kind of socket: a
// connection to a server that takes datagrams is refused as if nobody was there. So
// is one to the port of a process. It is "" where that is not the reason.
func (p *play) otherKind(err *host.Error) string {
	connects := err.Op == "connect"
	for _, s := range p.serversSoFar() {
		if s.listener == nil || reachable(s.addr).String() != err.Address {
			continue
		}
		kind, datagrams := s.listener.Kind(), s.listener.Kind().Type == host.Datagram
		if errors.Is(err, syscall.EPROTOTYPE) || errors.Is(err, syscall.ECONNREFUSED) && connects == datagrams {
			return fmt.Sprintf("%s listens there, but with %s", s, kindName(kind.Family, kind.Type))
		}
	}
	if connects && errors.Is(err, syscall.ECONNREFUSED) {
		return p.overUDP(err.Address)
	}
	return ""
}

// overUDP says of the address of a process's port that the process takes
// datagrams there, as far as the system tells that.
func (p *play) overUDP(address string) string {
	for _, pr := range p.processes.all() {
		for _, port := range pr.openedPorts() {
			addr := host.Inet(loopback(), pr.port(port.decl.Name))
			if addr.String() != address {
				continue
			}
			if bound, _ := real.Bound(host.Datagram, addr); bound {
				return fmt.Sprintf("hint: %s has a UDP socket there: ready: {udp: %s} says so, and clients of %s.%s send datagrams", pr, port.decl.Name, pr.name, port.decl.Name)
			}
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
