package worldtest

import (
	"net/netip"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// manyCases are about datagrams for many, and ports that many share, as
// on Linux.
func manyCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"broadcast needs SO_BROADCAST and reaches everybody", broadcast},
		{"multicast reaches those who listen when somebody has joined", multicast},
		{"memberships", memberships},
		{"SO_REUSEPORT shares a port", sharedPort},
		{"a datagram socket that is shut down for reading", deafDatagrams},
	}
}

func any4(port int) host.Addr { return host.Inet(netip.IPv4Unspecified(), port) }

// sharing returns datagram sockets that are bound to one port of an address.
func (e *env) sharing(n int, at host.Addr) (list []host.Socket, port int) {
	e.t.Helper()
	for range n {
		s := e.socket(host.INET, host.Datagram)
		e.set(s, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
		e.must("bind", s.Bind(at))
		at.Port = e.addr(s.LocalAddr()).Port
		list = append(list, s)
	}
	return list, at.Port
}

func (e *env) gets(s host.Socket, want string) {
	e.t.Helper()
	got, from := e.recvFrom(s, 100)
	e.equal("datagram", got, want)
	e.equal("sender", from.IP, loopback(0).IP)
}

func broadcast(e *env) {
	receivers, port := e.sharing(2, any4(0))
	everybody := host.Inet(netip.MustParseAddr("127.255.255.255"), port)
	sender := e.socket(host.INET, host.Datagram)
	_, err := sender.SendTo([]byte("no"), 0, everybody, e.soon())
	e.want("sendto", err, syscall.EACCES)
	e.want("connect", sender.Connect(everybody, e.soon()), syscall.EACCES)
	e.set(sender, syscall.SOL_SOCKET, syscall.SO_BROADCAST, 1)
	_, err = sender.SendTo([]byte("all"), 0, everybody, e.soon())
	e.must("sendto", err)
	for _, r := range receivers {
		e.gets(r, "all")
	}
}

// onLoopback is the struct ip_mreq of a group on the loopback interface.
func onLoopback(group netip.Addr) []byte { return append(group.AsSlice(), 127, 0, 0, 1) }

func multicast(e *env) {
	group := netip.MustParseAddr("239.77.1.2")
	receivers, port := e.sharing(2, any4(0))
	sender := e.socket(host.INET, host.Datagram)
	e.must("interface", sender.SetOption(syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, []byte{127, 0, 0, 1}))
	got, err := sender.Option(syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, 4)
	e.must("interface", err)
	e.equal("interface", string(got), "\x7f\x00\x00\x01")
	e.must("join", receivers[0].SetOption(syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, onLoopback(group)))
	_, err = sender.SendTo([]byte("hello"), 0, host.Inet(group, port), e.soon())
	e.must("sendto", err)
	for _, r := range receivers {
		e.gets(r, "hello")
	}
}

func memberships(e *env) {
	group := netip.MustParseAddr("239.77.1.3")
	s, _ := e.bound(host.Datagram)
	set := func(name int, value []byte) error { return s.SetOption(syscall.IPPROTO_IP, name, value) }
	e.want("leave without having joined", set(syscall.IP_DROP_MEMBERSHIP, onLoopback(group)), syscall.EADDRNOTAVAIL)
	e.must("join", set(syscall.IP_ADD_MEMBERSHIP, onLoopback(group)))
	e.want("join again", set(syscall.IP_ADD_MEMBERSHIP, onLoopback(group)), syscall.EADDRINUSE)
	e.must("leave", set(syscall.IP_DROP_MEMBERSHIP, onLoopback(group)))
	e.want("join what is no group", set(syscall.IP_ADD_MEMBERSHIP, onLoopback(loopback(0).IP)), syscall.EINVAL)
	e.want("join with half a struct", set(syscall.IP_ADD_MEMBERSHIP, group.AsSlice()), syscall.EINVAL)
	e.want("join elsewhere", set(syscall.IP_ADD_MEMBERSHIP, append(group.AsSlice(), 192, 0, 2, 77)), syscall.ENODEV)
	e.want("interface elsewhere", set(syscall.IP_MULTICAST_IF, []byte{192, 0, 2, 77}), syscall.EADDRNOTAVAIL)
	tcp := e.socket(host.INET, host.Stream)
	e.want("join with TCP", tcp.SetOption(syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, onLoopback(group)), syscall.EPROTO)
}

func sharedPort(e *env) {
	addr, reuse := loopback(0), int32(1)
	shared := func(typ host.Type) (host.Socket, error) {
		s := e.socket(host.INET, typ)
		e.set(s, syscall.SOL_SOCKET, unix.SO_REUSEPORT, reuse)
		err := s.Bind(addr)
		addr.Port = e.addr(s.LocalAddr()).Port
		return s, err
	}
	first, err := shared(host.Stream)
	e.must("bind", err)
	e.must("listen", first.Listen(16))
	second, err := shared(host.Stream)
	e.must("bind again", err)
	e.must("listen again", second.Listen(16))
	e.must("connect", e.socket(host.INET, host.Stream).Connect(addr, e.soon()))
	both := []host.Watch{{Socket: first, Wanted: host.Readable}, {Socket: second, Wanted: host.Readable}}
	e.must("one of them can accept", e.Poll(both, e.soon()))
	e.want("bind without SO_REUSEPORT", e.socket(host.INET, host.Stream).Bind(addr), syscall.EADDRINUSE)
}

func deafDatagrams(e *env) {
	s, addr := e.bound(host.Datagram)
	e.must("connect", s.Connect(addr, e.soon()))
	join := e.spawn("reader", func() {
		n, err := s.Recv(make([]byte, 8), 0, e.soon())
		e.must("recv", err)
		e.equal("bytes", n, 0)
	})
	e.sleep(5 * time.Millisecond)
	e.must("shutdown", s.Shutdown(host.ShutRead))
	join()
	_, err := s.Recv(make([]byte, 8), 0, host.DontWait)
	e.want("recv without waiting", err, syscall.EAGAIN)
	n, err := s.Recv(make([]byte, 8), 0, e.soon())
	e.must("recv again", err)
	e.equal("bytes", n, 0)
}
