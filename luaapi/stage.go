package luaapi

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/scenarios"
)

// Stage carries out what the scenarios of a Lua file ask for. The VM calls it
// in a running task, so by one goroutine at a time; methods that get the task may
// wait by it, and other tasks call meanwhile. Errors are raised at the line of the
// call, unless they have a method Position() (file string, line int).
type Stage interface {
	// Declare takes a call of scenario(name, options, body). body is a function of
	// the VM.
	Declare(c Call, body Value) error
	// Start starts an actor and returns when it is ready. It ends with the
	// scenario: nobody closes it.
	Start(t *Task, kind ActorKind, c Call) (Actor, error)
	// Connect returns a connection to what the table has as connect. The script may
	// close it; the stage does at the end.
	Connect(t *Task, c Call) (*Conn, error)
	// Skip ends the scenario for a reason: it never returns nil.
	Skip(c Call, reason string) error
}

// ActorKind is what sort of actor a call starts.
type ActorKind = scenarios.Kind

// The kinds of actors.
const (
	ServerActor  = scenarios.Server
	ClientActor  = scenarios.Client
	ProcessActor = scenarios.Process
)

// Call is a call by a scenario.
type Call struct {
	Name  string // of a scenario that is declared, or of a function such as network.set
	Table Map    // what it was given, as Plain gives it
	File  string // where the call stands
	Line  int
}

// Actor is an actor as scripts see it. Its methods are called in running tasks of
// the VM that has started it, and as often as its script likes.
type Actor interface {
	// Shown are the fields of its object.
	Shown() Map
	// Join waits until it has ended and returns what it leaves, values of the task's
	// VM. Its error is why the actor has failed, or host.ErrEnded when the world has
	// ended before.
	Join(t *Task) ([]Value, error)
	// Totals says what has happened to it so far.
	Totals() Map
	// Messages are those that have crossed its sockets so far, as a list. It is an
	// error when not all of them were kept.
	Messages(t *Task) (Value, error)
}

// Scene returns the object that the body of a scenario gets.
func (t *Task) Scene(name string) Value { return scenarios.New(t.vm.state, name) }

// stage is a Stage as the bindings call it.
type stage struct {
	vm *VM
	Stage
}

func (s stage) call(c scenarios.Call) (Call, error) {
	made := Call{Name: c.Name, File: c.File, Line: c.Line, Table: Map{}}
	if c.Table == nil {
		return made, nil
	}
	plain, err := s.vm.Plain(c.Table)
	switch table := plain.(type) {
	case Map:
		made.Table = table
	case []any:
		err = errNoNames
	}
	return made, err
}

func (s stage) Declare(c scenarios.Call, body *lua.LFunction) error {
	made, err := s.call(c)
	if err != nil {
		return err
	}
	return s.Stage.Declare(made, body)
}

func (s stage) Start(L *lua.LState, kind ActorKind, c scenarios.Call) (scenarios.Actor, error) {
	made, err := s.call(c)
	if err != nil {
		return nil, err
	}
	started, err := s.Stage.Start(s.vm.inside(L), kind, made)
	if err != nil {
		return nil, err
	}
	return &actor{vm: s.vm, actor: started}, nil
}

func (s stage) Connect(L *lua.LState, c scenarios.Call) (lua.LValue, error) {
	made, err := s.call(c)
	if err != nil {
		return nil, err
	}
	conn, err := s.Stage.Connect(s.vm.inside(L), made)
	if err != nil {
		return nil, err
	}
	return conn.Value(), nil
}

func (s stage) Skip(c scenarios.Call, reason string) error {
	made, err := s.call(c)
	if err != nil {
		return err
	}
	return s.Stage.Skip(made, reason)
}

// inside is the running task, whose Lua code has called a binding on thread L.
func (vm *VM) inside(L *lua.LState) *Task {
	return &Task{vm: vm, thread: vm.state.Current(), lua: L}
}

// actor is an Actor as the bindings call it.
type actor struct {
	vm    *VM
	actor Actor
}

func (a *actor) Shown() (fields []bind.Field) {
	t := a.vm.inside(nil)
	for _, p := range a.actor.Shown() {
		fields = append(fields, bind.Field{Name: p.Key, Value: t.Value(p.Value)})
	}
	return fields
}

func (a *actor) Join(L *lua.LState) ([]lua.LValue, error) { return a.actor.Join(a.vm.inside(L)) }

func (a *actor) Messages() (lua.LValue, error) {
	return a.actor.Messages(a.vm.inside(nil))
}

func (a *actor) Totals() *lua.LTable { return a.vm.inside(nil).table(a.actor.Totals()) }
