package play

import (
	"errors"
	"slices"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
)

// What the body of a scenario in Lua sees of the actors that it has started.

// Target is by what clients connect to the server, for package declare.
func (s *server) Target() string { return s.name }

// Endpoint is by what clients connect to the process: by its port, when it has
// but one.
func (pr *process) Endpoint() string {
	if len(pr.decl.Ports) == 1 {
		return pr.name + "." + pr.decl.Ports[0].Name
	}
	return pr.name
}

// Shown is what scripts see of a server.
func (s *server) Shown() luaapi.Map {
	return append(luaapi.Map{{Key: "name", Value: s.name}}, s.describe()...)
}

// Join is not called: a server ends with its scenario.
func (s *server) Join(*luaapi.Task) ([]luaapi.Value, error) { return nil, host.ErrEnded }

// Totals is what has happened to the server so far.
func (s *server) Totals() luaapi.Map {
	return append(luaapi.Map{{Key: "connections", Value: s.served()}}, s.totals()...)
}

// Shown is what scripts see of a client.
func (c *client) Shown() luaapi.Map { return luaapi.Map{{Key: "name", Value: c.name}} }

// Totals is what has happened to the client so far.
func (c *client) Totals() luaapi.Map {
	return append(luaapi.Map{{Key: "connections", Value: c.connected()}}, c.totals()...)
}

// Join waits for all instances of the client and returns what they have left
// as their result.
func (c *client) Join(t *luaapi.Task) ([]luaapi.Value, error) {
	for _, job := range c.jobs {
		if err := t.Join(job); err != nil {
			return nil, err
		}
	}
	switch {
	case c.failed != nil:
		return nil, &suffered{c.String(), c.failed}
	case len(c.returned) == 1:
		return c.returned, nil
	}
	list := make([]any, len(c.returned))
	for i, v := range c.returned {
		list[i] = v
	}
	return []luaapi.Value{t.Value(list)}, nil
}

// suffered is the failure of an actor as it meets another that waits for it:
// it has been reported already.
type suffered struct {
	who   string
	cause error
}

func (s *suffered) Error() string { return s.who + " failed: " + s.cause.Error() }
func (s *suffered) Unwrap() error { return s.cause }

// Shown is what scripts see of a process that is ready.
func (pr *process) Shown() luaapi.Map {
	return append(luaapi.Map{{Key: "name", Value: pr.name}}, pr.describe()...)
}

// Totals is not called: what crosses the sockets of a program is not seen.
func (pr *process) Totals() luaapi.Map { return luaapi.Map{} }

// Messages is not called either.
func (pr *process) Messages(*luaapi.Task) (luaapi.Value, error) { return luaapi.Nil, nil }

// Join waits until the process has ended by itself.
func (pr *process) Join(t *luaapi.Task) ([]luaapi.Value, error) {
	err := pr.until(pr.hasEnded, func(wake host.Parker) error {
		return t.Wait("for "+pr.String()+" to end", nil, host.Forever, wake.Park)
	})
	if err != nil {
		return nil, err
	}
	ex := pr.execution()
	stdout, stderr := ex.output.Text()
	ended := luaapi.Map{{Key: "code", Value: ex.exit.Code}, {Key: "stdout", Value: stdout}, {Key: "stderr", Value: stderr}}
	if ex.exit.Signal != "" {
		ended = append(ended, luaapi.Pair{Key: "signal", Value: ex.exit.Signal})
	}
	return []luaapi.Value{t.Value(ended)}, nil
}

// misdeclared is what is wrong in a call by a scenario in Lua.
type misdeclared struct{ scenario.Errors }

// refused says whether an error is a call that names a file which may not be
// read.
func refused(err error) bool {
	var wrong *misdeclared
	return errors.As(err, &wrong) && slices.ContainsFunc(wrong.Errors, func(e *scenario.Error) bool { return e.Refused })
}

// placed is what a call raises that does not decode.
func placed(err error) error {
	if wrong, ok := errors.AsType[scenario.Errors](err); ok {
		return &misdeclared{wrong}
	}
	return err
}

// Error says all that is wrong, a line for each and for what to do about it.
// Position says where the first of it is.
func (m *misdeclared) Error() string {
	text := ""
	for i, e := range m.Errors {
		switch {
		case i > 0 && e.Pos != m.Errors[0].Pos:
			text += "\n" + e.Pos.String() + ": "
		case i > 0:
			text += "\n"
		}
		text += e.Message
		if e.Hint != "" {
			text += "\nhint: " + e.Hint
		}
	}
	return text
}

// Position is for luaapi.Stage.
func (m *misdeclared) Position() (file string, line int) {
	return m.Errors[0].Pos.File, m.Errors[0].Pos.Line
}
