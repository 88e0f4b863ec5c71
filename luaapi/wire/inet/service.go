package inet

import (
	"slices"
	"strings"
)

// service is a name of a port, of TCP or UDP or both.
type service struct {
	name     string
	port     int
	tcp, udp bool
}

// services are those of IANA's registry that programs ask for by name.
var services = []service{
	{"echo", 7, true, true}, {"discard", 9, true, true}, {"daytime", 13, true, true}, {"chargen", 19, true, true},
	{"ftp-data", 20, true, false}, {"ftp", 21, true, false}, {"ssh", 22, true, false}, {"telnet", 23, true, false},
	{"smtp", 25, true, false}, {"time", 37, true, true}, {"whois", 43, true, false}, {"domain", 53, true, true},
	{"bootps", 67, false, true}, {"bootpc", 68, false, true}, {"tftp", 69, false, true}, {"gopher", 70, true, false},
	{"finger", 79, true, false}, {"http", 80, true, false}, {"kerberos", 88, true, true}, {"pop3", 110, true, false},
	{"sunrpc", 111, true, true}, {"nntp", 119, true, false}, {"ntp", 123, false, true}, {"imap2", 143, true, false},
	{"snmp", 161, true, true}, {"snmp-trap", 162, true, true}, {"bgp", 179, true, false}, {"irc", 194, true, true},
	{"ldap", 389, true, true}, {"https", 443, true, true}, {"submissions", 465, true, false}, {"syslog", 514, false, true},
	{"submission", 587, true, false}, {"ldaps", 636, true, true}, {"domain-s", 853, true, true}, {"rsync", 873, true, false},
	{"imaps", 993, true, false}, {"pop3s", 995, true, false}, {"socks", 1080, true, false}, {"openvpn", 1194, true, true},
	{"ms-sql-s", 1433, true, false}, {"radius", 1812, true, true}, {"mqtt", 1883, true, false}, {"nfs", 2049, true, true},
	{"mysql", 3306, true, false}, {"sip", 5060, true, true}, {"xmpp-client", 5222, true, false}, {"mdns", 5353, false, true},
	{"postgresql", 5432, true, false}, {"amqp", 5672, true, true}, {"redis", 6379, true, false}, {"http-alt", 8080, true, true},
	{"secure-mqtt", 8883, true, false},
}

// The protocols that services are of.
const (
	TCP = "tcp"
	UDP = "udp"
)

func (s service) has(protocol string) bool {
	return protocol == "" && (s.tcp || s.udp) || protocol == TCP && s.tcp || protocol == UDP && s.udp
}

// ServicePort returns the port of a service of a protocol, "" for any.
func ServicePort(name, protocol string) (port int, ok bool) {
	i := slices.IndexFunc(services, func(s service) bool { return s.name == name && s.has(protocol) })
	if i < 0 {
		return 0, false
	}
	return services[i].port, true
}

// ServiceName returns the name of a port of a protocol, "" for any.
func ServiceName(port int, protocol string) (name string, ok bool) {
	i := slices.IndexFunc(services, func(s service) bool { return s.port == port && s.has(protocol) })
	if i < 0 {
		return "", false
	}
	return services[i].name, true
}

// Protocol returns the number of a protocol of IP.
func Protocol(name string) (number int, ok bool) {
	number, ok = protocols[strings.ToLower(name)]
	return number, ok
}

var protocols = map[string]int{
	"ip": 0, "icmp": 1, "igmp": 2, "ipencap": 4, "tcp": 6, "egp": 8, "udp": 17, "ipv6": 41, "gre": 47,
	"esp": 50, "ah": 51, "ipv6-icmp": 58, "ospf": 89, "pim": 103, "sctp": 132, "udplite": 136,
}
