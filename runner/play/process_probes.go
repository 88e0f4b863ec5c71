package play

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
	"sockrun/runner/world/real"
)

// probe looks once whether something is ready. What it returns beside false
// says why not; an error, that it never will be.
type probe struct {
	what string // "tcp 127.0.0.1:4711"
	log  bool   // it looks for it in what the process prints
	net  bool   // it looks who listens
	look func() (ready bool, why string, err error)
}

// missed says how far a process had come that has ended, and what was wrong with
// what it printed, if anything: it may have been ready just before its end.
func (p probe) missed() (circumstance, why string) {
	circumstance = "before it was ready (" + p.what + ")"
	if !p.log {
		return circumstance, ""
	}
	ready, why, err := p.look()
	if ready && err == nil {
		circumstance = "while it was needed"
	}
	return circumstance, why
}

// String names what is waited for in records of waits.
func (p probe) String() string { return "(" + p.what + ")" }

// probes find what shows that the process is ready, all of it, one after the
// other: what the key ready names may be known only when the process has told its
// ports. Without any it is ready when it runs.
func (pr *process) probes(t *luaapi.Task, ex *execution, deadline host.Deadline) (list []func() (probe, error)) {
	for _, port := range pr.decl.Ports {
		if port.Kind == scenario.PortLog {
			list = append(list, found(probe{
				what: "port " + port.Name + " in its output", log: true,
				look: func() (bool, string, error) {
					return ex.output.Port(port.Name) > 0, ex.output.Portless(port), nil
				}}))
		}
	}
	for _, port := range pr.decl.Probes() {
		hint := "nothing listens there; if " + port.Name + " is no TCP port, say how it shows that the process is ready, such as ready: {udp: " + port.Name + "}"
		list = append(list, found(pr.listening(ex, host.Stream, host.Inet(loopback(), pr.port(port.Name)), hint)))
	}
	if pr.decl.Ready == nil || pr.decl.Ready.Kind == "" {
		return list
	}
	return append(list, func() (probe, error) { return pr.declaredProbe(t, ex, deadline) })
}

func found(p probe) func() (probe, error) {
	return func() (probe, error) { return p, nil }
}

// declaredProbe is what the key ready says.
func (pr *process) declaredProbe(t *luaapi.Task, ex *execution, deadline host.Deadline) (probe, error) {
	switch r := pr.decl.Ready; r.Kind {
	case scenario.ReadyLog:
		return probe{what: "a line of its output that matches " + r.Pattern, log: true, look: func() (bool, string, error) {
			return ex.output.SaysReady(), "", nil
		}}, nil
	case scenario.ReadyLua:
		why := "the expression was not done within " + pr.play.options.TimeScale.Shown(pr.decl.ReadyWithin())
		return probe{what: r.Lua.Code, look: func() (ready bool, _ string, err error) {
			ready, why, err = pr.holds(t, r.Lua, deadline, why)
			return ready, why, err
		}}, nil
	case scenario.ReadyUnix:
		path, err := pr.readyTarget(t, r, deadline)
		if err != nil {
			return probe{what: "unix " + r.Target.Raw}, err
		}
		return pr.unixListening(ex, scenario.SocketPath(path, pr.play.temp.path)), nil
	default:
		return pr.targetProbe(t, ex, deadline)
	}
}

// holds evaluates the expression of ready, which has no longer than the process
// itself. When its time is over in the middle, the look before has said why not.
func (pr *process) holds(t *luaapi.Task, l *scenario.Lua, d host.Deadline, before string) (ready bool, why string, err error) {
	pr.populate(t, pr.own, 1) // its ports may be known by now
	v := luaapi.Nil
	over, err := t.Limited(d, func() (err error) {
		v, err = values.Evaluate(t, l)
		return err
	})
	var denied *host.Denied
	switch {
	case errors.As(err, &denied), errors.Is(err, host.ErrEnded), pr.play.ctx.Err() != nil:
		return false, "", err
	case over:
		return false, before, nil
	case err != nil:
		return false, "it raises " + err.Error(), nil
	}
	return luaapi.Truthy(v), "its value is " + luaapi.Show(v), nil
}

// readyTarget fills in the template of where the process is ready, which has as
// long as other Lua before the clients, and no longer than the process itself.
func (pr *process) readyTarget(t *luaapi.Task, r *scenario.Ready, d host.Deadline) (target string, err error) {
	if r.Target.IsLiteral() {
		return r.Target.Raw, nil
	}
	fill := func() (err error) {
		target, err = values.Text(t, r.Target)
		return err
	}
	if limit := pr.play.timeLimit(); limit < d {
		err = pr.inTime(t, limit, fill)
		return target, err
	}
	over, err := t.Limited(d, fill)
	if over && pr.play.ctx.Err() == nil {
		return "", &errLate{fmt.Sprintf("the Lua of its target was not done by then, at %s", pr.placeOf(err))}
	}
	return target, err
}

// targetProbe probes a port, by its name, its number or with a host. A port of
// the process that it tells itself is known by now.
func (pr *process) targetProbe(t *luaapi.Task, ex *execution, deadline host.Deadline) (probe, error) {
	r := pr.decl.Ready
	kind, network := readyKind(r), "tcp"
	if kind == host.Datagram {
		network = "udp"
	}
	target, err := pr.readyTarget(t, r, deadline)
	if err != nil {
		return probe{what: network + " " + r.Target.Raw}, err
	}
	if n := pr.port(target); n > 0 {
		return pr.listening(ex, kind, host.Inet(loopback(), n), ""), nil
	}
	endpoint, err := scenario.ParseTarget(target)
	if err != nil {
		return probe{}, positioned.At(r.Target.Pos, err)
	}
	addr, _, err := pr.play.resolve(endpoint, pr.play.lookupBy(t, deadline))
	if err != nil {
		return probe{}, positioned.At(r.Target.Pos, err)
	}
	return pr.listening(ex, kind, addr, ""), nil
}

// others is that somebody is where the process should be.
const others = "what listens there did so before it was started"

// listening probes an address: without touching it where the system tells
// who listens, else by connecting.
func (pr *process) listening(ex *execution, kind host.Type, addr host.Addr, why string) probe {
	network, not := "tcp", "nothing listens there"
	if kind == host.Datagram {
		network, not = "udp", "no socket is bound there"
	}
	if why == "" {
		why = not
	}
	return probe{what: network + " " + addr.String(), net: true, look: pr.looksAt(ex, kind, addr, why)}
}

func (pr *process) unixListening(ex *execution, path string) probe {
	return probe{what: "unix " + path, net: true, look: pr.looksAt(ex, host.Stream, host.UnixPath(path), "nothing listens there")}
}

// looksAt looks whether the process is at an address; why is the reason when nobody is.
func (pr *process) looksAt(ex *execution, kind host.Type, addr host.Addr, why string) func() (bool, string, error) {
	return func() (bool, string, error) {
		switch bound, known := real.Bound(kind, addr); {
		case !known:
			return pr.answers(kind, addr)
		case bound && ex.isStale(kind, addr):
			return false, others, nil
		default:
			return bound, why, nil
		}
	}
}

// answers tries an address. Of datagrams only a refusal is an answer, which
// comes to the second of two: where none comes the socket is there.
func (pr *process) answers(kind host.Type, addr host.Addr) (ready bool, why string, err error) {
	const patience = 100 * time.Millisecond
	s, err := pr.view.World.Socket(addr.Family, kind, 0)
	if err != nil {
		return false, "", err
	}
	defer s.Close()
	deadline := host.After(pr.play.world, patience)
	err = s.Connect(addr, deadline)
	if kind == host.Datagram && err == nil {
		if _, err = s.Send(nil, 0, deadline); err == nil {
			_, err = s.Recv(make([]byte, 1), 0, deadline)
		}
		if host.IsTimeout(err) {
			err = nil
		}
	}
	var denied *host.Denied
	switch {
	case err == nil, errors.Is(err, syscall.EPROTOTYPE): // a unix socket of another type
		return true, "", nil
	case errors.As(err, &denied), errors.Is(err, host.ErrEnded):
		return false, "", host.NewError("connect", addr.String(), 0, err)
	}
	return false, strings.TrimPrefix(host.NewError("connect", addr.String(), 0, err).Error(), "connect "), nil
}
