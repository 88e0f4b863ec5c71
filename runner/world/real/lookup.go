package real

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"

	"sockrun/luaapi/host"
)

// Hostname is gethostname(2).
func (w *World) Hostname() (string, error) {
	if err := w.alive(); err != nil {
		return "", err
	}
	return os.Hostname()
}

// Interfaces asks the system for its interfaces.
func (w *World) Interfaces() ([]host.Interface, error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	all, err := net.Interfaces()
	if err != nil {
		return nil, errnoOf(err)
	}
	list := make([]host.Interface, len(all))
	for i, one := range all {
		list[i] = host.Interface{Index: one.Index, Name: one.Name}
	}
	slices.SortFunc(list, func(a, b host.Interface) int { return cmp.Compare(a.Index, b.Index) })
	return list, nil
}

// Lookup asks the system's resolver for names that host.Numeric does not know.
func (w *World) Lookup(name string, family host.Family, d host.Deadline) ([]host.Addr, error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	if found, known, err := host.Numeric(name, family, w.Interfaces); known {
		return found, err
	}
	var ips []netip.Addr
	err := w.resolve(d, func(ctx context.Context, r *net.Resolver) (err error) {
		ips, err = r.LookupNetIP(ctx, "ip", name)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := host.OfFamily(family, ips...)
	if len(found) == 0 {
		return nil, &host.NameError{Code: "EAI_ADDRFAMILY", Message: name + " has no address of " + host.FamilyName(family)}
	}
	return found, nil
}

// LookupAddr asks the system's resolver for the names of an address.
func (w *World) LookupAddr(ip netip.Addr, d host.Deadline) (names []string, err error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	if ip.IsLoopback() {
		return []string{"localhost"}, nil
	}
	err = w.resolve(d, func(ctx context.Context, r *net.Resolver) (err error) {
		names, err = r.LookupAddr(ctx, ip.String())
		return err
	})
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], ".")
	}
	return names, err
}

// resolve asks the resolver until a deadline.
func (w *World) resolve(d host.Deadline, ask func(context.Context, *net.Resolver) error) error {
	if d == host.DontWait {
		return syscall.EAGAIN
	}
	ctx, cancel := w.until(d)
	defer cancel()
	err := ask(ctx, new(net.Resolver))
	if err == nil {
		return nil
	}
	if ended := w.alive(); ended != nil {
		return ended
	}
	if ctx.Err() != nil {
		return syscall.ETIMEDOUT
	}
	return unresolved(err)
}

// unresolved is the answer of a resolver as getaddrinfo(3) tells of it.
func unresolved(err error) error {
	var unknown *net.DNSError
	if !errors.As(err, &unknown) {
		return err
	}
	e := &host.NameError{Code: "EAI_FAIL", Message: unknown.Err}
	switch {
	case unknown.IsNotFound:
		e.Code = "EAI_NONAME"
	case unknown.IsTimeout, unknown.IsTemporary:
		e.Code = "EAI_AGAIN"
	}
	return e
}
