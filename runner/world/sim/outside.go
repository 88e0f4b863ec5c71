package sim

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"path/filepath"

	"sockrun/luaapi/host"
)

// Open opens a file through Options.Files.
func (w *World) Open(name string, flag int, perm fs.FileMode) (host.File, error) {
	if err := w.reachFiles("open", name); err != nil {
		return nil, err
	}
	return w.files.Open(name, flag, perm)
}

// Remove removes the name of a unix socket of this world, or else a file
// through Options.Files.
func (w *World) Remove(name string) error {
	if w.ending.Load() {
		return w.refuse(host.DontWait)
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(w.dir, path)
	}
	if _, ok := w.paths[path]; ok {
		delete(w.paths, path)
		return nil
	}
	if err := w.reachFiles("remove", name); err != nil {
		return err
	}
	return w.files.Remove(name)
}

// Rename renames a file through Options.Files.
func (w *World) Rename(from, to string) error {
	if err := w.reachFiles("rename", from); err != nil {
		return err
	}
	return w.files.Rename(from, to)
}

// reachFiles says why there are no files, nil when there are.
func (w *World) reachFiles(op, name string) error {
	if w.ending.Load() {
		return w.refuse(host.DontWait)
	}
	if w.files == nil {
		return &fs.PathError{Op: op, Path: name, Err: errors.ErrUnsupported}
	}
	return nil
}

// unsupported says in a sentence what the simulated world cannot do. It is
// errors.ErrUnsupported.
type unsupported string

func (u unsupported) Error() string { return string(u) }

func (unsupported) Is(target error) bool { return target == errors.ErrUnsupported }

// Run fails with errors.ErrUnsupported, since the simulated world runs no
// programs.
func (w *World) Run(host.Command, host.Deadline) (host.Exit, error) {
	if w.ending.Load() {
		return host.Exit{}, w.refuse(host.DontWait)
	}
	return host.Exit{}, unsupported("the simulated world runs no programs")
}

// Start fails as Run does.
func (w *World) Start(c host.Command) (host.Process, error) {
	_, err := w.Run(c, host.DontWait)
	return nil, err
}

// Hostname is localhost, which can be looked up.
func (w *World) Hostname() (string, error) {
	if w.ending.Load() {
		return "", w.refuse(host.DontWait)
	}
	return "localhost", nil
}

// Lookup knows numeric addresses and localhost. Any other name is a
// *net.DNSError that says so.
func (w *World) Lookup(name string, family host.Family, _ host.Deadline) ([]host.Addr, error) {
	if w.ending.Load() {
		return nil, w.refuse(host.DontWait)
	}
	candidates := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	if name != "localhost" {
		ip, err := netip.ParseAddr(name)
		if err != nil {
			return nil, &net.DNSError{Err: "the simulated world knows no names but localhost", Name: name, IsNotFound: true}
		}
		candidates = []netip.Addr{ip}
	}
	var found []host.Addr
	for _, ip := range candidates {
		if a := host.Inet(ip, 0); family == 0 || family == a.Family {
			found = append(found, a)
		}
	}
	if found == nil {
		return nil, &net.DNSError{Err: "no address of this family", Name: name, IsNotFound: true}
	}
	return found, nil
}
