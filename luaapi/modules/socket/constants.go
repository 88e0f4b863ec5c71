package socket

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

// constant is a number of the system's headers under its name there. Those
// that nothing here can use are left out: of ancillary data, which needs
// recvmsg, and SO_RCVTIMEO, which settimeout stands for.
type constant struct {
	name  string
	value int
}

func constants() []bind.Const {
	list := []bind.Const{{Name: "has_ipv6", Value: lua.LTrue, Doc: "whether there is AF_INET6"}}
	for _, c := range slices.Concat(kinds, protocols, optionNames(), flags, platformFlags, addresses) {
		list = append(list, bind.Const{Name: c.name, Value: lua.LNumber(c.value), Doc: "as in the system's headers"})
	}
	for _, c := range infoFlags {
		list = append(list, bind.Const{Name: c.name, Value: lua.LNumber(c.value), Doc: "a flag of getaddrinfo"})
	}
	for _, c := range nameFlags {
		list = append(list, bind.Const{Name: c.name, Value: lua.LNumber(c.value), Doc: "a flag of getnameinfo"})
	}
	for _, c := range host.ResolverCodes() {
		list = append(list, bind.Const{Name: c.Code, Value: lua.LNumber(c.Errno), Doc: "the number of an error of getaddrinfo, as in err.errno"})
	}
	return list
}

// optionNames are the levels of options and the options at each.
func optionNames() (list []constant) {
	for _, l := range levels {
		list = append(list, l.names...)
		list = append(list, l.options...)
	}
	return list
}

var kinds = []constant{
	{"AF_UNSPEC", unix.AF_UNSPEC}, {"AF_INET", int(host.INET)}, {"AF_INET6", int(host.INET6)}, {"AF_UNIX", int(host.UNIX)},
	{"SOCK_STREAM", int(host.Stream)}, {"SOCK_DGRAM", int(host.Datagram)}, {"SOCK_RAW", int(host.Raw)}, {"SOCK_SEQPACKET", int(host.SeqPacket)},
	{"SOMAXCONN", unix.SOMAXCONN},
}

// protocols are those of sockets with a type of their own, and others that raw
// sockets speak.
var protocols = []constant{
	{"IPPROTO_ICMP", unix.IPPROTO_ICMP}, {"IPPROTO_ICMPV6", unix.IPPROTO_ICMPV6}, {"IPPROTO_RAW", unix.IPPROTO_RAW},
	{"IPPROTO_IGMP", unix.IPPROTO_IGMP}, {"IPPROTO_IPIP", unix.IPPROTO_IPIP}, {"IPPROTO_EGP", unix.IPPROTO_EGP},
	{"IPPROTO_RSVP", unix.IPPROTO_RSVP}, {"IPPROTO_GRE", unix.IPPROTO_GRE}, {"IPPROTO_ESP", unix.IPPROTO_ESP},
	{"IPPROTO_AH", unix.IPPROTO_AH}, {"IPPROTO_PIM", unix.IPPROTO_PIM}, {"IPPROTO_SCTP", unix.IPPROTO_SCTP},
}

// addresses are those of IPv4 as numbers, for options of multicast.
var addresses = []constant{
	{"INADDR_ANY", 0}, {"INADDR_LOOPBACK", 0x7f000001}, {"INADDR_BROADCAST", 0xffffffff},
	{"INADDR_UNSPEC_GROUP", 0xe0000000}, {"INADDR_ALLHOSTS_GROUP", 0xe0000001}, {"INADDR_MAX_LOCAL_GROUP", 0xe00000ff},
}

// level is a level of options under its names, and the options that it has.
type level struct {
	names   []constant
	options []constant
}

// levels are in the order of the reference.
var levels = []level{
	{[]constant{{"SOL_SOCKET", unix.SOL_SOCKET}}, slices.Concat([]constant{
		{"SO_REUSEADDR", unix.SO_REUSEADDR}, {"SO_REUSEPORT", unix.SO_REUSEPORT},
		{"SO_ERROR", unix.SO_ERROR}, {"SO_TYPE", unix.SO_TYPE}, {"SO_ACCEPTCONN", unix.SO_ACCEPTCONN},
		{"SO_RCVBUF", unix.SO_RCVBUF}, {"SO_SNDBUF", unix.SO_SNDBUF}, {"SO_RCVLOWAT", unix.SO_RCVLOWAT}, {"SO_SNDLOWAT", unix.SO_SNDLOWAT},
		{"SO_KEEPALIVE", unix.SO_KEEPALIVE}, {"SO_LINGER", unix.SO_LINGER}, {"SO_BROADCAST", unix.SO_BROADCAST},
		{"SO_OOBINLINE", unix.SO_OOBINLINE}, {"SO_DONTROUTE", unix.SO_DONTROUTE}, {"SO_DEBUG", unix.SO_DEBUG},
	}, platformSocketOptions)},
	{slices.Concat([]constant{{"IPPROTO_IP", unix.IPPROTO_IP}}, platformIPLevel), slices.Concat([]constant{
		{"IP_TTL", unix.IP_TTL}, {"IP_TOS", unix.IP_TOS}, {"IP_HDRINCL", unix.IP_HDRINCL}, {"IP_OPTIONS", unix.IP_OPTIONS},
		{"IP_MULTICAST_TTL", unix.IP_MULTICAST_TTL}, {"IP_MULTICAST_LOOP", unix.IP_MULTICAST_LOOP}, {"IP_MULTICAST_IF", unix.IP_MULTICAST_IF},
		{"IP_ADD_MEMBERSHIP", unix.IP_ADD_MEMBERSHIP}, {"IP_DROP_MEMBERSHIP", unix.IP_DROP_MEMBERSHIP},
	}, platformIPOptions)},
	{[]constant{{"IPPROTO_IPV6", unix.IPPROTO_IPV6}}, []constant{
		{"IPV6_V6ONLY", unix.IPV6_V6ONLY}, {"IPV6_UNICAST_HOPS", unix.IPV6_UNICAST_HOPS}, {"IPV6_TCLASS", unix.IPV6_TCLASS},
		{"IPV6_MULTICAST_HOPS", unix.IPV6_MULTICAST_HOPS}, {"IPV6_MULTICAST_LOOP", unix.IPV6_MULTICAST_LOOP}, {"IPV6_MULTICAST_IF", unix.IPV6_MULTICAST_IF},
		{"IPV6_JOIN_GROUP", unix.IPV6_JOIN_GROUP}, {"IPV6_LEAVE_GROUP", unix.IPV6_LEAVE_GROUP},
		{"IPV6_CHECKSUM", unix.IPV6_CHECKSUM}, {"IPV6_DONTFRAG", unix.IPV6_DONTFRAG},
	}},
	{slices.Concat([]constant{{"IPPROTO_TCP", unix.IPPROTO_TCP}}, platformTCPLevel), slices.Concat([]constant{
		{"TCP_NODELAY", unix.TCP_NODELAY}, {"TCP_MAXSEG", unix.TCP_MAXSEG},
		{"TCP_KEEPINTVL", unix.TCP_KEEPINTVL}, {"TCP_KEEPCNT", unix.TCP_KEEPCNT},
	}, platformTCPOptions)},
	{slices.Concat([]constant{{"IPPROTO_UDP", unix.IPPROTO_UDP}}, platformUDPLevel), nil},
}

var flags = []constant{
	{"MSG_PEEK", unix.MSG_PEEK}, {"MSG_WAITALL", unix.MSG_WAITALL}, {"MSG_DONTWAIT", unix.MSG_DONTWAIT},
	{"MSG_OOB", unix.MSG_OOB}, {"MSG_DONTROUTE", unix.MSG_DONTROUTE}, {"MSG_EOR", unix.MSG_EOR},
	{"SHUT_RD", int(host.ShutRead)}, {"SHUT_WR", int(host.ShutWrite)}, {"SHUT_RDWR", int(host.ShutBoth)},
}

var infoFlags = []constant{
	{"AI_PASSIVE", aiPassive}, {"AI_CANONNAME", aiCanonName}, {"AI_NUMERICHOST", aiNumericHost}, {"AI_NUMERICSERV", aiNumericServ},
	{"AI_V4MAPPED", aiV4Mapped}, {"AI_ALL", aiAll},
}

var nameFlags = []constant{
	{"NI_NUMERICHOST", niNumericHost}, {"NI_NUMERICSERV", niNumericServ}, {"NI_NOFQDN", niNoFQDN}, {"NI_NAMEREQD", niNameReqd}, {"NI_DGRAM", niDgram},
}
