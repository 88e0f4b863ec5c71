package world

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// What the policy refuses fails with its *host.Denied, as what does not get so
// far: neither the world below nor the system is asked.

// judged notes what the policy has refused first, for Refused.
func (w *World) judged(err error) error {
	if err != nil {
		w.refused.CompareAndSwap(nil, &err)
	}
	return err
}

// Refused says what the policy has refused first, also when the script made
// light of it; nil when it has refused nothing so far.
func (w *World) Refused() error {
	if err := w.refused.Load(); err != nil {
		return *err
	}
	return nil
}

// allowSocket lets the types through whose addresses the policy judges; raw
// ones can send what they like. Other kinds of sockets there are none.
func (w *World) allowSocket(kind host.Kind) error {
	if err := kind.Check(); err != nil || kind.Type != host.Raw {
		return err
	}
	return w.judged(w.policy.Raw())
}

// Getenv returns a variable of the environment that the policy lets scripts
// see.
func (w *World) Getenv(name string) (value string, ok bool) {
	if !w.policy.Env(name) {
		return "", false
	}
	return w.Base.Getenv(name)
}

// Lookup looks a name up if the policy allows it, else it is a *host.Denied. A
// rule for the name then allows the addresses that were found, too.
func (w *World) Lookup(name string, family host.Family, d host.Deadline) ([]host.Addr, error) {
	if err := w.judged(w.policy.Lookup(name)); err != nil {
		return nil, err
	}
	addrs, err := w.Base.Lookup(name, family, d)
	if err == nil {
		w.learn(name, addrs)
	}
	return addrs, err
}

// LookupAddr looks for the names of an address if the policy allows it, else it
// is a *host.Denied.
func (w *World) LookupAddr(ip netip.Addr, d host.Deadline) ([]string, error) {
	if err := w.judged(w.policy.Reverse(ip)); err != nil {
		return nil, err
	}
	return w.Base.LookupAddr(ip, d)
}

// allowPeer returns the address to use for one that a script connects or
// sends to.
func (w *World) allowPeer(to host.Addr) (host.Addr, error) {
	if to.IP.IsLoopback() {
		return to, w.judged(w.policy.Connect(to))
	}
	to = w.policy.Resolve(to)
	err := w.judged(w.policy.Connect(to, w.known(to)...))
	if to.Family == host.UNIX {
		err = w.readyFor(err, to.Path)
	}
	return to, err
}

// allowBind returns the address to use for one that a script binds to.
func (w *World) allowBind(a host.Addr) (host.Addr, error) {
	a = w.policy.Resolve(a)
	err := w.judged(w.policy.Bind(a))
	if a.Family == host.UNIX {
		err = w.readyFor(err, a.Path)
	}
	return a, err
}

// readyFor is ready for a call that touches the files of these resolved paths: those
// that are not temporary are there as they are.
func (w *World) readyFor(err error, paths ...string) error {
	if !slices.ContainsFunc(paths, w.policy.Temporary) {
		return err
	}
	return w.ready(err)
}

// ready lets a call that the policy allowed (err is nil) touch any files.
func (w *World) ready(err error) error {
	if err != nil || w.prepare == nil {
		return err
	}
	return w.prepare()
}

// allowOption asks about options by which the machine tells others of itself: it
// joins a group of multicast. On the loopback interface nobody hears of it.
func (w *World) allowOption(level, name int, value []byte) error {
	switch {
	case level == syscall.IPPROTO_IP && name == syscall.IP_ADD_MEMBERSHIP && len(value) >= 8:
		if netip.AddrFrom4([4]byte(value[4:8])).IsLoopback() && len(value) < 12 {
			return nil
		}
		return w.judged(w.policy.Join(netip.AddrFrom4([4]byte(value[:4]))))
	case level == syscall.IPPROTO_IPV6 && name == unix.IPV6_JOIN_GROUP && len(value) >= 16:
		return w.judged(w.policy.Join(netip.AddrFrom16([16]byte(value[:16]))))
	}
	return nil
}

// allowListen refuses to listen on a socket that has no address when the one
// that the system would choose is not allowed.
func (s *socket) allowListen() error {
	if s.bound.Load() || s.closed.Load() || !s.Kind().Accepts() { // of others the system says what they are
		return nil
	}
	switch s.Kind().Family {
	case host.INET:
		return s.world.judged(s.world.policy.Bind(host.Inet(netip.IPv4Unspecified(), 0)))
	case host.INET6:
		return s.world.judged(s.world.policy.Bind(host.Inet(netip.IPv6Unspecified(), 0)))
	}
	return nil
}

// allowed is an address that a datagram may be sent to.
type allowed struct{ asked, use host.Addr }

// allowSend is allowPeer for a datagram. The last unix address is remembered,
// since asking about one costs system calls.
func (s *socket) allowSend(to host.Addr) (host.Addr, error) {
	if last := s.last.Load(); last != nil && last.asked == to {
		return last.use, nil
	}
	use, err := s.world.allowPeer(to)
	if err == nil && to.Family == host.UNIX {
		s.last.Store(&allowed{asked: to, use: use})
	}
	return use, err
}

// Open opens a file if the policy allows what flag says is done with it, else it
// is a *host.Denied. Errors of the system are *fs.PathError with the name as it
// was given. The caller closes the file.
func (w *World) Open(name string, flag int, perm fs.FileMode) (host.File, error) {
	path, err := w.allowOpen(name, flag)
	if err != nil {
		return nil, err
	}
	f, err := w.Base.Open(path, flag, perm)
	return f, named(name, err)
}

func (w *World) allowOpen(name string, flag int) (path string, err error) {
	const changes = os.O_WRONLY | os.O_RDWR | os.O_CREATE | os.O_TRUNC | os.O_APPEND
	if flag&changes != 0 {
		path, err = w.policy.Write(name)
	}
	if err == nil && flag&os.O_WRONLY == 0 {
		path, err = w.policy.Read(name)
	}
	return path, w.readyFor(w.judged(err), path)
}

// Remove removes a file if the policy allows writing it. Its errors are those of
// Open.
func (w *World) Remove(name string) error {
	path, err := w.policy.Remove(name)
	if err := w.readyFor(w.judged(err), path); err != nil {
		return err
	}
	return named(name, w.Base.Remove(path))
}

// Rename renames a file if the policy allows writing both names. Its errors are
// those of Open, and name the file that was to be renamed.
func (w *World) Rename(from, to string) error {
	source, err := w.policy.Remove(from)
	if err != nil {
		return w.judged(err)
	}
	target, err := w.policy.Remove(to)
	if err := w.readyFor(w.judged(err), source, target); err != nil {
		return err
	}
	return named(from, w.Base.Rename(source, target))
}

// named makes an error speak of a file by the name that the script gave.
func named(name string, err error) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: failed.Op, Path: name, Err: failed.Err}
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return &fs.PathError{Op: link.Op, Path: name, Err: link.Err}
	}
	return err
}

// Run runs a program if the policy allows it, else it is a *host.Denied. A
// simulated world runs none: to ask for a permission first would help nobody.
func (w *World) Run(c host.Command, d host.Deadline) (host.Exit, error) {
	if _, ok := w.Base.(simulated); ok {
		return w.Base.Run(c, d)
	}
	if err := w.allowRun(c); err != nil {
		return host.Exit{}, err
	}
	return w.Base.Run(c, d)
}

// Start is Run for a program that runs on, until the caller or the end of the
// world ends it.
func (w *World) Start(c host.Command) (host.Process, error) {
	if _, ok := w.Base.(simulated); ok {
		return w.Base.Start(c)
	}
	if err := w.allowRun(c); err != nil {
		return nil, err
	}
	listeners := slices.Clone(c.Listeners)
	for i, l := range listeners {
		if wrapped, ok := l.Socket.(*socket); ok {
			listeners[i].Socket = wrapped.Socket
		}
	}
	c.Listeners = listeners
	return w.Base.Start(c)
}

// allowRun asks about the program of a command.
func (w *World) allowRun(c host.Command) error {
	argv := c.Argv
	if c.Dir != "" && len(argv) > 0 && strings.Contains(argv[0], "/") && !filepath.IsAbs(argv[0]) {
		// The path of a program counts from the folder that it is started in.
		argv = append([]string{c.Dir + "/" + argv[0]}, argv[1:]...)
	}
	return w.ready(w.judged(w.policy.Run(argv)))
}
