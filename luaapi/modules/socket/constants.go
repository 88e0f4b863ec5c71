package socket

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

// constant is a number of the system's headers under its name there.
type constant struct {
	name  string
	value int
}

func constants() []bind.Const {
	list := []bind.Const{{Name: "has_ipv6", Value: lua.LTrue, Doc: "whether there is AF_INET6"}}
	for _, c := range slices.Concat(kinds, options, ipOptions, tcpOptions, flags, platformConstants) {
		list = append(list, bind.Const{Name: c.name, Value: lua.LNumber(c.value), Doc: "as in the system's headers"})
	}
	for _, c := range resolverFlags {
		list = append(list, bind.Const{Name: c.name, Value: lua.LNumber(c.value), Doc: "a flag of getaddrinfo"})
	}
	return list
}

var kinds = []constant{
	{"AF_UNSPEC", unix.AF_UNSPEC}, {"AF_INET", int(host.INET)}, {"AF_INET6", int(host.INET6)}, {"AF_UNIX", int(host.UNIX)},
	{"SOCK_STREAM", int(host.Stream)}, {"SOCK_DGRAM", int(host.Datagram)}, {"SOCK_RAW", int(host.Raw)}, {"SOCK_SEQPACKET", int(host.SeqPacket)},
	{"IPPROTO_IP", unix.IPPROTO_IP}, {"IPPROTO_ICMP", unix.IPPROTO_ICMP}, {"IPPROTO_TCP", unix.IPPROTO_TCP}, {"IPPROTO_UDP", unix.IPPROTO_UDP},
	{"IPPROTO_IPV6", unix.IPPROTO_IPV6}, {"IPPROTO_ICMPV6", unix.IPPROTO_ICMPV6}, {"IPPROTO_RAW", unix.IPPROTO_RAW},
	{"SOMAXCONN", unix.SOMAXCONN},
}

var options = []constant{
	{"SOL_SOCKET", unix.SOL_SOCKET}, {"SO_REUSEADDR", unix.SO_REUSEADDR}, {"SO_REUSEPORT", unix.SO_REUSEPORT},
	{"SO_ERROR", unix.SO_ERROR}, {"SO_TYPE", unix.SO_TYPE}, {"SO_ACCEPTCONN", unix.SO_ACCEPTCONN},
	{"SO_RCVBUF", unix.SO_RCVBUF}, {"SO_SNDBUF", unix.SO_SNDBUF}, {"SO_RCVLOWAT", unix.SO_RCVLOWAT},
	{"SO_KEEPALIVE", unix.SO_KEEPALIVE}, {"SO_LINGER", unix.SO_LINGER}, {"SO_BROADCAST", unix.SO_BROADCAST},
	{"SO_OOBINLINE", unix.SO_OOBINLINE}, {"SO_DONTROUTE", unix.SO_DONTROUTE},
}

var ipOptions = []constant{
	{"IP_TTL", unix.IP_TTL}, {"IP_TOS", unix.IP_TOS}, {"IP_HDRINCL", unix.IP_HDRINCL}, {"IP_OPTIONS", unix.IP_OPTIONS},
	{"IP_MULTICAST_TTL", unix.IP_MULTICAST_TTL}, {"IP_MULTICAST_LOOP", unix.IP_MULTICAST_LOOP}, {"IP_MULTICAST_IF", unix.IP_MULTICAST_IF},
	{"IP_ADD_MEMBERSHIP", unix.IP_ADD_MEMBERSHIP}, {"IP_DROP_MEMBERSHIP", unix.IP_DROP_MEMBERSHIP},
	{"IPV6_V6ONLY", unix.IPV6_V6ONLY}, {"IPV6_UNICAST_HOPS", unix.IPV6_UNICAST_HOPS}, {"IPV6_TCLASS", unix.IPV6_TCLASS},
	{"IPV6_MULTICAST_HOPS", unix.IPV6_MULTICAST_HOPS}, {"IPV6_MULTICAST_LOOP", unix.IPV6_MULTICAST_LOOP}, {"IPV6_MULTICAST_IF", unix.IPV6_MULTICAST_IF},
	{"IPV6_JOIN_GROUP", unix.IPV6_JOIN_GROUP}, {"IPV6_LEAVE_GROUP", unix.IPV6_LEAVE_GROUP}, {"IPV6_CHECKSUM", unix.IPV6_CHECKSUM},
}

var tcpOptions = []constant{
	{"TCP_NODELAY", unix.TCP_NODELAY}, {"TCP_MAXSEG", unix.TCP_MAXSEG},
	{"TCP_KEEPINTVL", unix.TCP_KEEPINTVL}, {"TCP_KEEPCNT", unix.TCP_KEEPCNT},
}

var flags = []constant{
	{"MSG_PEEK", unix.MSG_PEEK}, {"MSG_WAITALL", unix.MSG_WAITALL}, {"MSG_DONTWAIT", unix.MSG_DONTWAIT},
	{"MSG_OOB", unix.MSG_OOB}, {"MSG_DONTROUTE", unix.MSG_DONTROUTE}, {"MSG_EOR", unix.MSG_EOR},
	{"SHUT_RD", int(host.ShutRead)}, {"SHUT_WR", int(host.ShutWrite)}, {"SHUT_RDWR", int(host.ShutBoth)},
}

// The flags of getaddrinfo, which is ours and not the system's, with the
// numbers of Linux.
const (
	aiPassive     = 0x1
	aiCanonName   = 0x2
	aiNumericHost = 0x4
	aiNumericServ = 0x400
)

var resolverFlags = []constant{
	{"AI_PASSIVE", aiPassive}, {"AI_CANONNAME", aiCanonName}, {"AI_NUMERICHOST", aiNumericHost}, {"AI_NUMERICSERV", aiNumericServ},
}
