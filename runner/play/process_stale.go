package play

import (
	"slices"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world/real"
)

// stale returns the sockets that are at the fixed place of ready before the
// program starts, such as those of a server that was forgotten. They say nothing of
// the program, unless that is one that ends and may have found it running.
func (pr *process) stale(t *luaapi.Task) []string {
	kind, addr, fixed := pr.fixedPlace(t)
	if !fixed || pr.decl.Exit != nil {
		return nil
	}
	return real.Holders(kind, addr)
}

// fixedPlace is where ready says that the process listens, when that is known
// before it starts and not one of its own ports. What is wrong with it the probe
// tells.
func (pr *process) fixedPlace(t *luaapi.Task) (kind host.Type, addr host.Addr, fixed bool) {
	r := pr.decl.Ready
	if r == nil || r.Target == nil || !r.Target.IsLiteral() || pr.decl.Port(r.Target.Raw) != nil {
		return kind, addr, false
	}
	if r.Kind == scenario.ReadyUnix {
		return host.Stream, host.UnixPath(scenario.SocketPath(r.Target.Raw, pr.play.temp.path)), true
	}
	endpoint, err := scenario.ParseTarget(r.Target.Raw)
	if err != nil {
		return kind, addr, false
	}
	addr, _, err = pr.play.resolve(endpoint, pr.play.lookupBy(t, host.After(pr.play.world, pr.decl.ReadyWithin())))
	return readyKind(r), addr, err == nil && addr.IP.IsLoopback()
}

// readyKind is the kind of sockets that ready means.
func readyKind(r *scenario.Ready) host.Type {
	if r.Kind == scenario.ReadyUDP {
		return host.Datagram
	}
	return host.Stream
}

// isStale says whether only those are at an address that were there before.
func (ex *execution) isStale(kind host.Type, addr host.Addr) bool {
	return len(ex.stale) > 0 && !slices.ContainsFunc(real.Holders(kind, addr), func(inode string) bool {
		return !slices.Contains(ex.stale, inode)
	})
}
