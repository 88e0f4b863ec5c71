package scenario

import (
	"slices"
	"time"
)

// DefaultWithin is how long a process may take to be ready when it does not
// say so itself; DefaultGrace, how long it may take to end after its signal.
const (
	DefaultWithin = 10 * time.Second
	DefaultGrace  = time.Second
)

// Process is an actor that is a program of the system. Its templates know
// vars, self, servers and processes.
type Process struct {
	Name    string
	Pos     Pos      // of the name
	Command []*Text  // program and arguments, at least one
	Cwd     *Text    // nil for the scenario's folder
	Env     []EnvVar // in the order of the file
	Stdin   *Value   // nil for an empty one
	After   []Name   // clients and processes that must have ended before it starts
	Ports   []*Port  // in the order of the file
	Ready   *Ready   // nil without one: see Process.Probes
	Exit    *Exit    // how it ends by itself; nil when it is stopped at the end
	Stop    Stop
	// Needs are the processes whose ports its keys name, and which do not
	// name its own in turn: they are ready before it starts.
	Needs []string
}

// Process returns the process of that name, or nil.
func (s *Scenario) Process(name string) *Process {
	for _, p := range s.Processes {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// ReadyWithin is how long the process may take to be ready.
func (p *Process) ReadyWithin() time.Duration {
	if p.Ready == nil {
		return DefaultWithin
	}
	return p.Ready.Within
}

// Port returns the port of that name, or nil.
func (p *Process) Port(name string) *Port {
	for _, port := range p.Ports {
		if port.Name == name {
			return port
		}
	}
	return nil
}

// Network is what clients speak to a port: udp when `ready` finds the process
// by it there, else tcp. A listener that is handed over is always one of tcp.
func (p *Process) Network(port *Port) string {
	if r := p.Ready; r != nil && r.Kind == ReadyUDP && r.Target != nil && r.Target.Raw == port.Name && port.Kind != PortInherit {
		return "udp"
	}
	return "tcp"
}

// Probes are the ports that must accept connections over TCP before the
// process counts as ready when it does not say how that shows: those that it
// opens itself, unless it ends by itself.
func (p *Process) Probes() (ports []*Port) {
	if p.Ready != nil && p.Ready.Kind != "" || p.Exit != nil {
		return nil
	}
	for _, port := range p.Ports {
		if port.Kind == PortFree {
			ports = append(ports, port)
		}
	}
	return ports
}

// EnvVar is one variable of a process's environment.
type EnvVar struct {
	Name  string
	Value *Text
}

// Name is a name that refers to something of the scenario.
type Name struct {
	Pos  Pos
	Name string
}

// PortKind says where a port of a process comes from.
type PortKind int

// The kinds of ports.
const (
	PortFree    PortKind = iota // chosen by sockrun, opened by the process
	PortInherit                 // bound by sockrun and handed over as a listener
	PortLog                     // chosen by the process, learned from its output
)

// Port is a port that a process listens on.
type Port struct {
	Name    string
	Pos     Pos // of the name
	Kind    PortKind
	Pattern string // of PortLog: a Lua pattern, of which the first capture in a line is the port
}

// ReadyKind says how it shows that a process is ready.
type ReadyKind string

// The kinds of readiness.
const (
	ReadyTCP  ReadyKind = "tcp"  // something listens
	ReadyUDP  ReadyKind = "udp"  // something is bound
	ReadyUnix ReadyKind = "unix" // something listens on a path
	ReadyLog  ReadyKind = "log"  // a line of its output matches
	ReadyLua  ReadyKind = "lua"  // an expression holds
)

// Ready is how it shows that a process is ready.
type Ready struct {
	Pos     Pos
	Kind    ReadyKind // "" for the probes of the process
	Target  *Text     // ReadyTCP and ReadyUDP: a port's name, a number or host:port; ReadyUnix: a path
	Pattern string    // ReadyLog: a Lua pattern
	Lua     *Lua      // ReadyLua: without parameters
	Within  time.Duration
}

// Exit is with which codes a process may end by itself.
type Exit struct {
	Pos   Pos
	Any   bool
	Codes []int
}

// Accepts says whether an exit code is one of those that are right. A process
// that a signal has ended has none.
func (e *Exit) Accepts(code int, signalled bool) bool {
	return e.Any || !signalled && slices.Contains(e.Codes, code)
}

// Stop is how a process is stopped.
type Stop struct {
	Signal string        // TERM, INT, HUP, QUIT, USR1, USR2 or KILL
	Grace  time.Duration // after which it is killed
}

// stopSignals are the signals that can stop a process, without SIG.
func stopSignals() []string { return []string{"TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "KILL"} }
