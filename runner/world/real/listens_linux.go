package real

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// ListensOn returns where the programs of a group take connections or datagrams,
// such as "tcp [::1]:4711", as far as the system tells.
func ListensOn(group int) (places []string) {
	inodes := socketsOf(group)
	for _, network := range []string{"tcp", "tcp6", "udp", "udp6", "unix"} {
		table, _ := os.ReadFile("/proc/net/" + network)
		for line := range strings.Lines(string(table)) {
			if inode, local := listener(network, strings.Fields(line)); local != "" && inodes[inode] {
				places = append(places, strings.TrimSuffix(network, "6")+" "+shownLocal(local))
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// listener reads a line of a table of proc(5): the number of a socket and its
// local address as it stands there, "" where nobody listens.
func listener(network string, fields []string) (inode, local string) {
	switch {
	case network == "unix":
		if len(fields) > 7 && listensUnix(fields) {
			return fields[6], strings.Join(fields[7:], " ")
		}
	case len(fields) > 9 && fields[3] == listens[network[:3]]:
		return fields[9], fields[1]
	}
	return "", ""
}

// shownLocal writes an address of a table as people do; a path is one already.
func shownLocal(local string) string {
	address, port, _ := strings.Cut(local, ":")
	n, err := strconv.ParseUint(port, 16, 16)
	if ip := kernelAddr(address); err == nil && ip.IsValid() {
		return netip.AddrPortFrom(ip, uint16(n)).String()
	}
	return local
}

// socketsOf returns the inodes of the sockets of a group's programs.
func socketsOf(group int) map[string]bool {
	inodes := map[string]bool{}
	programs, _ := filepath.Glob("/proc/[0-9]*")
	for _, program := range programs {
		pid, _ := strconv.Atoi(filepath.Base(program))
		if of, err := unix.Getpgid(pid); err != nil || of != group {
			continue
		}
		for _, inode := range socketsIn(program) {
			inodes[inode] = true
		}
	}
	return inodes
}

// socketsIn returns the inodes of the sockets of a program, by its folder in /proc.
func socketsIn(program string) (inodes []string) {
	descriptors, _ := filepath.Glob(program + "/fd/*")
	for _, d := range descriptors {
		target, _ := os.Readlink(d)
		if inode, is := strings.CutPrefix(target, "socket:["); is {
			inodes = append(inodes, strings.TrimSuffix(inode, "]"))
		}
	}
	return inodes
}

// ListenedBy names the program that takes connections or datagrams at an address,
// such as "python3 (process 4711)"; "" when there is none, or it is another user's.
func (w *World) ListenedBy(kind host.Type, a host.Addr) string {
	held := Holders(kind, a)
	if len(held) == 0 {
		return ""
	}
	programs, _ := filepath.Glob("/proc/[0-9]*")
	for _, program := range programs {
		if slices.ContainsFunc(socketsIn(program), func(inode string) bool { return slices.Contains(held, inode) }) {
			name, _ := os.ReadFile(program + "/comm")
			return strings.TrimSpace(string(name)) + " (process " + filepath.Base(program) + ")"
		}
	}
	return ""
}
