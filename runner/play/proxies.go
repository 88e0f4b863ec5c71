package play

import (
	"errors"
	"fmt"
	"sync/atomic"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/proxy"
	"sockrun/runner/scenario"
	"sockrun/runner/weather"
	"sockrun/runner/world"
)

// proxied is a proxy while its scenario runs.
type proxied struct {
	decl     *scenario.Proxy
	play     *play
	view     *world.View
	to       string // what is behind it
	listener host.Socket
	addr     host.Addr
	engine   *proxy.Proxy

	unreached atomic.Pointer[error] // why a client was not connected, the last time
}

// String names the proxy as verdicts do.
func (x *proxied) String() string { return "proxies." + x.decl.Name }

// proxy returns the proxy of that name, or nil.
func (p *play) proxy(name string) *proxied {
	for _, x := range p.proxies {
		if x.decl.Name == name {
			return x
		}
	}
	return nil
}

// startProxies starts all proxies. It says whether they stand.
func (p *play) startProxies() bool {
	for _, decl := range p.Proxies {
		x := &proxied{decl: decl, play: p, view: p.world.View(decl.Name)}
		if err := x.start(); err != nil {
			p.add(p.failure(x.String(), err))
			return false
		}
		p.proxies = append(p.proxies, x)
	}
	return true
}

func (x *proxied) start() (err error) {
	up, down, err := x.weather()
	if err != nil {
		return placedOr(x.decl.Pos, err)
	}
	if x.to, err = x.text(x.decl.To); err != nil {
		return err
	}
	if err := x.listen(); isLate(err) {
		return err
	} else if err != nil {
		return positioned.At(x.decl.Listen.Pos, fmt.Errorf("listen on %s: %w", x.decl.Listen, err))
	}
	x.engine = proxy.Start(proxy.Config{
		World: guardedWorld{x.view, x}, Name: x.decl.Name, Listener: x.listener, Target: x.target,
		Upstream: up, Downstream: down, Seed: x.play.options.Seed, Failed: x.failed,
	})
	return nil
}

// guardedWorld is the world of a proxy: a panic in one of its tasks is a failure of
// the scenario, and does not end the process.
type guardedWorld struct {
	*world.View
	proxy *proxied
}

// Go starts a task of the proxy.
func (w guardedWorld) Go(name string, fn func()) {
	w.View.Go(name, func() { w.proxy.play.guarded(w.proxy.String(), fn) })
}

// text works a text out that may be a template over vars.
func (x *proxied) text(tx *scenario.Text) (string, error) {
	if tx.IsLiteral() {
		return tx.Raw, nil
	}
	return x.play.startText(tx)
}

// weather is that of the two directions.
func (x *proxied) weather() (up, down weather.Link, err error) {
	for _, c := range []struct {
		network *scenario.Network
		links   []*weather.Link
	}{{x.decl.Network, []*weather.Link{&up, &down}}, {x.decl.Upstream, []*weather.Link{&up}}, {x.decl.Downstream, []*weather.Link{&down}}} {
		for _, link := range c.links {
			if err := c.network.Change(link, x.play.startText); err != nil {
				return up, down, err
			}
		}
	}
	return up, down, nil
}

// placedOr gives an error the place that it is about, else pos.
func placedOr(pos scenario.Pos, err error) error {
	if wrong, ok := errors.AsType[scenario.Errors](err); ok {
		return positioned.At(wrong[0].Pos, placed(err))
	}
	return positioned.InPlace(pos, err)
}

func (x *proxied) listen() error {
	endpoint := x.decl.Listen
	if endpoint.Template != nil {
		s, err := x.play.startText(endpoint.Template)
		if err != nil {
			return err
		}
		if endpoint, err = scenario.ParseEndpoint(s); err != nil {
			return err
		}
	}
	addr, kind, err := x.play.resolve(endpoint, x.play.lookup)
	if err != nil {
		return err
	}
	if x.listener, err = x.view.Socket(addr.Family, kind, 0); err != nil {
		return host.NewError("socket", "", 0, err)
	}
	x.addr, err = listenOn(x.listener, addr, backlog)
	return x.play.listens(x.String(), addr, kind, err)
}

// target is where the proxy connects to.
func (x *proxied) target() (host.Addr, error) {
	dest, err := x.play.destination(x.to, nil, x.play.lookup)
	return dest.addr, err
}

// failed takes why a client was not connected. That nobody listens is what its
// client suffers from; that it may not be tried is a failure of the scenario.
func (x *proxied) failed(err error) {
	x.unreached.Store(&err)
	if _, ok := errors.AsType[*host.Denied](err); ok {
		x.play.add(x.play.failure(x.String(), positioned.At(x.decl.To.Pos, err)))
	}
}

// proxiesMissed says which proxies could not reach what is behind them, and why.
func (p *play) proxiesMissed() (lines []string) {
	for _, x := range p.proxies {
		if why := x.unreached.Load(); why != nil {
			lines = append(lines, fmt.Sprintf("%s could not reach %s: %v", x, x.to, *why))
		}
	}
	return lines
}

// proxiesCarry says whether something is under way through a proxy.
func (p *play) proxiesCarry() bool {
	for _, x := range p.proxies {
		if x.engine.IsCarrying() {
			return true
		}
	}
	return false
}

// describe is what scripts see as proxies.NAME.
func (x *proxied) describe() luaapi.Map { return placeOf(x.addr) }

func (p *play) proxiesValue() (m luaapi.Map) {
	for _, x := range p.proxies {
		m = append(m, luaapi.Pair{Key: x.decl.Name, Value: luaapi.Strict{Name: x.String(), Map: x.describe()}})
	}
	return m
}

// proxiesSeen is what the check sees of proxies.
func (p *play) proxiesSeen() (m luaapi.Map) {
	for _, x := range p.proxies {
		s := x.engine.Stats()
		seen := append(x.describe(), luaapi.Map{
			{Key: "connections", Value: s.Connections}, {Key: "failed", Value: s.Failed}, {Key: "lost", Value: s.Lost},
			{Key: "upstream", Value: s.Upstream}, {Key: "downstream", Value: s.Downstream},
		}...)
		m = append(m, luaapi.Pair{Key: x.decl.Name, Value: luaapi.Strict{Name: x.String(), Map: seen}})
	}
	return m
}
