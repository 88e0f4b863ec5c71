package play

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
)

// openPort is a port of a process.
type openPort struct {
	decl     *scenario.Port
	number   int         // 0 while the process has not told it
	listener host.Socket // of an inherited one, until the process has it
}

// openPorts chooses the free ports and binds those that are handed over.
func (pr *process) openPorts() error {
	var ports []openPort
	for _, decl := range pr.decl.Ports {
		port := openPort{decl: decl}
		var err error
		switch decl.Kind {
		case scenario.PortFree:
			port.number, err = pr.play.options.Common.ports.Take()
		case scenario.PortInherit:
			err = pr.bindPort(&port)
		}
		ports = append(ports, port)
		pr.setPorts(ports)
		if err != nil {
			return host.NewError("bind", decl.Name, 0, err)
		}
	}
	return nil
}

func (pr *process) setPorts(ports []openPort) {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	pr.ports = ports
}

// bindPort makes the listener of a port. It is none of the scenario's own
// sockets, so it does not appear in its transcript.
func (pr *process) bindPort(port *openPort) error {
	s, err := pr.play.world.Base.Socket(host.INET, host.Stream, 0)
	if err != nil {
		return err
	}
	port.listener = s
	addr, err := listenOn(s, host.Inet(loopback(), 0), backlog)
	port.number = addr.Port
	return err
}

func loopback() netip.Addr { return netip.AddrFrom4([4]byte{127, 0, 0, 1}) }

// listeners are those to hand over.
func (pr *process) listeners() (list []host.Listener) {
	for _, port := range pr.openedPorts() {
		if port.listener != nil {
			list = append(list, host.Listener{Name: port.decl.Name, Socket: port.listener})
		}
	}
	return list
}

// closeListeners closes our copies of what was handed over.
func (pr *process) closeListeners() {
	for _, port := range pr.openedPorts() {
		if port.listener != nil {
			_ = port.listener.Close()
		}
	}
}

// closePorts gives all ports back.
func (pr *process) closePorts() {
	pr.closeListeners()
	for _, port := range pr.openedPorts() {
		if port.decl.Kind == scenario.PortFree {
			pr.play.options.Common.ports.Give(port.number)
		}
	}
	pr.setPorts(nil)
}

// closePorts gives the ports of all processes back.
func (p *play) closePorts() {
	for _, pr := range p.processes.all() {
		pr.closePorts()
	}
}

func (pr *process) openedPorts() []openPort {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	return pr.ports
}

// port is the number of a port; 0 while it is not known.
func (pr *process) port(name string) int {
	for _, port := range pr.openedPorts() {
		if port.decl.Name != name {
			continue
		}
		if ex := pr.execution(); port.decl.Kind == scenario.PortLog && ex != nil {
			return ex.output.Port(name)
		}
		return port.number
	}
	return 0
}

// portNumbers are the ports that are known.
func (pr *process) portNumbers() luaapi.Map {
	m := luaapi.Map{}
	for _, port := range pr.decl.Ports {
		if n := pr.port(port.Name); n != 0 {
			m = append(m, luaapi.Pair{Key: port.Name, Value: n})
		}
	}
	return m
}

// lostPort says whether an attempt failed because a port was taken, which
// another one can mend.
func (pr *process) lostPort(err error) bool {
	ex := pr.execution()
	if err == nil || ex == nil || !pr.isGone(ex) || !ex.output.SaysAddressInUse() {
		return false
	}
	for _, port := range pr.decl.Ports {
		if port.Kind == scenario.PortFree {
			return true
		}
	}
	return false
}

// namesakes tells a process that ends by itself, and so may be the client of another,
// that a port of the other's name is one of its own.
func (pr *process) namesakes() []string {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	if pr.serves() {
		return nil
	}
	for _, port := range pr.decl.Ports {
		for _, other := range pr.play.Processes {
			if other != pr.decl && other.Port(port.Name) != nil && len(pr.decl.Needs) == 0 {
				return []string{fmt.Sprintf("hint: each process has a port %s of its own; that of %s is {{ processes.%s.ports.%s }}", port.Name, other.Name, other.Name, port.Name)}
			}
		}
	}
	return nil
}

// serves says whether the scenario takes the process for a server. With play.mu.
func (pr *process) serves() bool {
	return pr.decl.Ready != nil || slices.ContainsFunc(pr.play.Clients, func(c *scenario.Client) bool {
		return c.Connect != nil && strings.HasPrefix(c.Connect.Raw, pr.name+".")
	})
}
