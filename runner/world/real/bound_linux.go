package real

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

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
	network, whole := "tcp", looks.Add(1)%wholeEvery == 0
	if kind == host.Datagram {
		network, whole = "udp", true
	}
	for _, name := range []string{network, network + "6"} {
		table, err := os.Open("/proc/net/" + name)
		if err == nil {
			known = true
			bound = bound || listed(table, listens[network], a, whole)
			table.Close()
		}
	}
	return bound, known
}

// listens is the state of who takes connections or datagrams: TCP_LISTEN, and
// TCP_CLOSE, which is every unconnected one.
var listens = map[string]string{"tcp": "0A", "udp": "07"}

// Holders returns the sockets that Bound finds, by the numbers that the system
// gives them.
func Holders(kind host.Type, a host.Addr) (inodes []string) {
	networks, is := []string{"tcp", "tcp6"}, standsFor
	switch {
	case a.Family == host.UNIX:
		networks, is = []string{"unix"}, func(bound string, a host.Addr) bool { return isPath(bound, a.Path) }
	case kind == host.Datagram:
		networks = []string{"udp", "udp6"}
	}
	for _, network := range networks {
		table, _ := os.ReadFile("/proc/net/" + network)
		for line := range strings.Lines(string(table)) {
			if inode, local := listener(network, strings.Fields(line)); local != "" && is(local, a) {
				inodes = append(inodes, inode)
			}
		}
	}
	return inodes
}

// Linux lists listeners before all other connections, of which a busy machine
// has tens of thousands, most of them closed: to read on would take longer than
// a program takes to start. A system that only imitates Linux may have another
// order, so one look in so many reads all there is.
const wholeEvery = 16

var looks atomic.Uint64

// listed looks for an address, or any that stands for it, in a table of
// proc(5): after a headline, lines of number, local address, remote address and
// state. Unless the whole table is wanted it ends at the first other state.
func listed(table io.Reader, state string, a host.Addr, whole bool) bool {
	lines := bufio.NewScanner(table)
	for lines.Scan(); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) < 4:
		case fields[3] != state && !whole:
			return false
		case fields[3] == state && standsFor(fields[1], a):
			return true
		}
	}
	return false
}

// standsFor says whether a local address of a table is a, or any with its port.
func standsFor(local string, a host.Addr) bool {
	address, port, _ := strings.Cut(local, ":")
	n, err := strconv.ParseUint(port, 16, 16)
	if err != nil || int(n) != a.Port {
		return false
	}
	ip := kernelAddr(address)
	return ip == a.IP || ip.IsUnspecified()
}

// unixListed looks for a path in a table of proc(5): lines of number, count,
// protocol, flags, type, state, inode and path. The path is as it was bound,
// which may be relative to the folder of its program.
func unixListed(table, path string) bool {
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 8 || !listensUnix(fields) {
			continue
		}
		if isPath(strings.Join(fields[7:], " "), path) {
			return true
		}
	}
	return false
}

// isPath says whether a path is the one that a table has, as it was bound.
func isPath(bound, path string) bool {
	if name, abstract := strings.CutPrefix(path, "\x00"); abstract {
		path = "@" + name
	}
	bound = strings.TrimPrefix(bound, "./")
	return bound == path || !filepath.IsAbs(bound) && strings.HasSuffix(path, "/"+bound)
}

// listensUnix reads flags and type.
func listensUnix(fields []string) bool { return fields[3] == "00010000" || fields[4] == "0002" }

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
