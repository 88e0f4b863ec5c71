package scenarios

import (
	"errors"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// Stage carries out what scenarios ask for. Its methods are called by the
// running task, with the baton; L is the Lua thread that it runs. Errors are
// raised at the line of the call, unless they have a method Position() (file
// string, line int).
type Stage interface {
	Declare(c Call, body *lua.LFunction) error
	// Start starts an actor and returns when it is ready.
	Start(L *lua.LState, kind Kind, c Call) (Actor, error)
	// Connect returns a connection; the target stands in the table as connect.
	Connect(L *lua.LState, c Call) (lua.LValue, error)
	// Skip ends the scenario without a verdict on it. Its error is raised.
	Skip(c Call, reason string) error
}

// Kind is what sort of actor a call starts.
type Kind string

// The kinds of actors.
const (
	Server  Kind = "server"
	Client  Kind = "client"
	Process Kind = "process"
)

// Call is a call by a scenario: what it was given, and where it stands.
type Call struct {
	Name  string      // of a scenario that is declared
	Table *lua.LTable // nil when it was left out
	File  string
	Line  int
}

// Actor is an actor that was started.
type Actor interface {
	// Shown are the fields of its object.
	Shown() []bind.Field
	// Join waits until it has ended and returns what it leaves.
	Join(L *lua.LState) ([]lua.LValue, error)
	// Totals is a table of what has happened to it so far.
	Totals() *lua.LTable
	// Messages is a list of what has crossed its sockets so far.
	Messages() (lua.LValue, error)
}

// positioned is an error that says itself where it belongs.
type positioned interface {
	error
	Position() (file string, line int)
}

type stageKey struct{}

// Install makes a stage the one of a VM.
func Install(s *thread.State, stage Stage) {
	s.Value(stageKey{}, func() any { return stage })
}

// stageOf returns the stage of the VM, or raises that there is none.
func stageOf(c bind.Call) Stage {
	stage, ok := c.S.Value(stageKey{}, func() any { return nil }).(Stage)
	if !ok {
		c.Raise("%s", noStage(c))
	}
	return stage
}

// noStage says how scenarios are run: not as programs.
func noStage(c bind.Call) string {
	if file, _ := thread.Position(c.L, 0); strings.HasSuffix(file, "_test.lua") {
		return "sockrun run is for programs, and this file holds scenarios: write sockrun " + file
	}
	return "scenarios stand in files named *_test.lua, which sockrun runs as it runs *.yaml"
}

// call is the present call with the table in argument i, 0 for none.
func call(c bind.Call, i int) Call {
	file, line := thread.Position(c.L, 0)
	made := Call{File: file, Line: line}
	if i > 0 && c.Given(i) {
		made.Table = c.Table(i)
	}
	return made
}

// fail raises what a stage failed with. A failed operation of the world stays
// one, whatever the stage says of it.
func fail(c bind.Call, op string, err error) int {
	if at, ok := err.(positioned); ok {
		r := &bind.Raised{Err: err}
		r.File, r.Line = at.Position()
		c.L.Error(bind.ErrorValue(c.S, r), 0)
	}
	if io, ok := errors.AsType[*host.Error](err); ok {
		told := *io
		told.Cause = err
		return c.Error("", "", 0, &told)
	}
	return c.Error(op, "", 0, err)
}
