package real

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sockrun/luaapi/host"
)

// Bound says whether a socket of this machine listens on a loopback address or
// a unix path (host.Stream) or is bound to it (host.Datagram), as far as the
// system tells without being tried: a connection would be one that the program
// sees. For a unix path the type counts for nothing.
func Bound(kind host.Type, a host.Addr) (bound, known bool) {
	if a.Family == host.UNIX {
		table, err := os.ReadFile("/proc/net/unix")
		return err == nil && unixListed(string(table), a.Path), err == nil
	}
	if !a.IP.IsLoopback() {
		return false, false
	}
	name, state := "/proc/net/tcp", "0A" // TCP_LISTEN
	if kind == host.Datagram {
		name, state = "/proc/net/udp", "07" // TCP_CLOSE, which is every unconnected one
	}
	for _, file := range []string{name, name + "6"} {
		table, err := os.ReadFile(file)
		if err == nil {
			known = true
			bound = bound || listed(string(table), state, a)
		}
	}
	return bound, known
}

// listed looks for an address, or any that stands for it, in a table of
// proc(5): lines of number, local address, remote address and state.
func listed(table, state string, a host.Addr) bool {
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[3] != state {
			continue
		}
		address, port, _ := strings.Cut(fields[1], ":")
		n, err := strconv.ParseUint(port, 16, 16)
		if err != nil || int(n) != a.Port {
			continue
		}
		if ip := kernelAddr(address); ip == a.IP || ip.IsUnspecified() {
			return true
		}
	}
	return false
}

// unixListed looks for a path in a table of proc(5): lines of number, count,
// protocol, flags, type, state, inode and path. The path is as it was bound,
// which may be relative to the folder of its program.
func unixListed(table, path string) bool {
	const listens, datagrams = "00010000", "0002"
	if name, abstract := strings.CutPrefix(path, "\x00"); abstract {
		path = "@" + name
	}
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 8 || fields[3] != listens && fields[4] != datagrams {
			continue
		}
		bound := strings.TrimPrefix(strings.Join(fields[7:], " "), "./")
		if bound == path || !filepath.IsAbs(bound) && strings.HasSuffix(path, "/"+bound) {
			return true
		}
	}
	return false
}

// kernelAddr reads an address that is written as words in the machine's order.
func kernelAddr(text string) netip.Addr {
	b, err := hex.DecodeString(text)
	if err != nil || len(b)%4 != 0 {
		return netip.Addr{}
	}
	for word := range slices.Chunk(b, 4) {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	ip, _ := netip.AddrFromSlice(b)
	return ip.Unmap()
}
