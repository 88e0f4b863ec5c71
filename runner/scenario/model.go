package scenario

import "time"

// DefaultTimeout is the timeout of a scenario that names none.
const DefaultTimeout = 10 * time.Second

// defaultGrace is the grace of a scenario that names none.
const defaultGrace = time.Second

// Scenario is one document of a scenario file.
type Scenario struct {
	Pos     Pos // of the document's first key
	Name    string
	Tags    []string
	Timeout time.Duration     // more than 0
	Vars    []Var             // in the order of the file, with overrides applied
	Frames  map[string]*Frame // those declared under frames
	Certs   []*Cert           // in the order of the file
	Servers []*Server         // in the order of the file
	Clients []*Client         // in the order of the file
	// Processes are in the order of the file.
	Processes []*Process
	// Proxies are in the order of the file.
	Proxies  []*Proxy
	Checks   []*Lua    // expressions that must hold at the end
	Barriers []Barrier // those with a number of parties, in the order of the file
	Files    []*Text   // names of files that are sent or expected, as far as they are written out
	Skip     *Skip     // why it does not run, or nil
	// SkipUnless is an expression that must hold before anything starts, or
	// the scenario is skipped; nil without one.
	SkipUnless *Lua
	Strict     Strict   // what the findings of the end do
	Warnings   []*Error // what is allowed but looks like a mistake
	Source     *Source
	Dir        string // folder of the file, from which relative names count
	Root       string // highest folder that its scripts may read; set by who loads the file
	// Program is what a scenario in Lua stands in, else nil; it is the scenario
	// number Index there, from 0, and its actors are added while it runs.
	Program *Program
	Index   int

	// Grace is how long handlers have to return when all clients have ended,
	// more than 0.
	Grace  time.Duration
	Serial bool // nothing else runs while it does

	// Network is the weather at the start, as far as the scenario says it, or nil.
	// WeatherAt is where the scenario wants weather first, the zero Pos when it
	// wants none as far as is known.
	Network   *Network
	WeatherAt Pos

	// Setup and Teardown are blocks of Lua without parameters that run before and
	// after all else; nil for none.
	Setup, Teardown *Lua
	// SetupVars and TeardownVars are the variables that each sets; nil when more
	// than these may be set.
	SetupVars, TeardownVars []string
	// Part says that it is there to be included: it has nothing that could run.
	Part bool
	// Includes are the files that it includes, also through others.
	Includes []Include

	// Title is Name without the values of a variant of a matrix.
	Title  string
	matrix []axis // its variables are the last of Vars

	sequences *declaredSequences // for the actors of a scenario in Lua; nil for none
}

// Server returns the server of that name, or the one behind the proxy of that
// name, or nil.
func (s *Scenario) Server(name string) *Server {
	name = s.behind(name)
	for _, server := range s.Servers {
		if server.Name == name {
			return server
		}
	}
	return nil
}

// Skip says why a scenario is not run.
type Skip struct {
	Pos    Pos
	Reason string
}

// Var is a variable that every actor starts with.
type Var struct {
	Name  string
	Pos   Pos
	Value any // nil, bool, int64, uint64 (above 2^63-1 only), float64, string, List or Map
}

// List is a list of values as in Var.
type List []any

// Map is a map of values as in Var, in the order of the file, without
// duplicate keys.
type Map []Entry

// Entry is one entry of a Map.
type Entry struct {
	Key   string
	Value any
}

// NoLimit is the number of connections that a server without accept takes.
const NoLimit = -1

// Server is an actor that listens. It has one of Handler, Script, Steps and
// Connections, or none of them when it accepts no connection.
type Server struct {
	Name       string
	Pos        Pos // of the name
	Listen     Endpoint
	Frame      *Frame   // nil without a frame
	TLS        *TLS     // nil without a key tls: there is TLS all the same when Listen says so
	Handler    *Lua     // block with the parameter conn, run for each connection
	Script     *Script  // run once before the first accept, with the parameter listener
	Steps      []*Step  // run for each connection
	Ignore     *Matcher // of the messages that Steps pass over, or nil
	Sequential bool     // one connection after the other
	Backlog    int      // as in listen(2); 0 for the system's largest
	Accept     int      // how many connections it accepts, or NoLimit
	Strict     Strict   // for what concerns it alone
	Barriers   []string // those that its steps and its Lua name as literals, sorted
	Sets       []string // variables that it sets itself; nil when more than these may be set
	Reads      []string // names of sockrun's that its Lua reads, such as servers; nil when it may read any

	misnamed       bool          // one of its keys is unknown, perhaps its frame
	HandshakeFails *ExpectedCode // how each handshake of TLS must fail, or nil

	// Connections are the conversations of its first connections, one each; the
	// last is that of all further ones too.
	Connections []*Conversation
}

// MaxInstances is how many instances a client may have.
const MaxInstances = 100_000

// Client is an actor that connects. It has one of Script and Steps.
type Client struct {
	Name     string
	Pos      Pos     // of the name
	Connect  *Text   // name of a server, NAME.PORT of a process or an endpoint (see ParseEndpoint); nil when a script, a step or Lua connects
	Frame    *Frame  // nil without one: the server's applies, with its directions swapped, when Connect names a server
	TLS      *TLS    // nil without one: there is TLS when the server that Connect names has it, or the endpoint says so
	Script   *Script // with the parameter conn
	Steps    []*Step
	Ignore   *Matcher // of the messages that Steps pass over, or nil
	Count    int      // how many of it run at the same time, 1 to MaxInstances; 0 when CountOf says it
	CountOf  *Text    // template that gives the count, or nil
	Strict   Strict   // for what concerns it alone
	Barriers []string // those that its steps and its Lua name as literals, sorted
	Sets     []string // variables that it sets itself; nil when more than these may be set
	Reads    []string // names of sockrun's that its Lua reads, such as servers; nil when it may read any

	After  []Name // clients and processes that must have ended before it starts
	Source *Text  // what it binds before it connects (see ParseSource); nil for what the system chooses
}
