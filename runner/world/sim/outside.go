package sim

import (
	"errors"
	"io/fs"
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

// Interfaces is the loopback alone, as on Linux.
func (w *World) Interfaces() ([]host.Interface, error) {
	if w.ending.Load() {
		return nil, w.refuse(host.DontWait)
	}
	return []host.Interface{{Index: loopbackIndex, Name: loopbackName}}, nil
}

// Lookup knows what host.Numeric does.
func (w *World) Lookup(name string, family host.Family, _ host.Deadline) ([]host.Addr, error) {
	if w.ending.Load() {
		return nil, w.refuse(host.DontWait)
	}
	found, known, err := host.Numeric(name, family, w.Interfaces)
	if !known {
		err = &host.NameError{Code: "EAI_NONAME", Message: "the simulated world knows no names but localhost"}
	}
	return found, err
}

// LookupAddr knows loopback addresses.
func (w *World) LookupAddr(ip netip.Addr, _ host.Deadline) ([]string, error) {
	switch {
	case w.ending.Load():
		return nil, w.refuse(host.DontWait)
	case ip.IsLoopback():
		return []string{"localhost"}, nil
	}
	return nil, &host.NameError{Code: "EAI_NONAME", Message: "the simulated world knows no names but localhost"}
}
