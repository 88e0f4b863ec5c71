package play

import (
	"cmp"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

// instance is one of a client's conversations. There may be thousands, each
// with a stack of its own for as long as it lasts: so what is worked out before
// the conversation lies here, and the calls that have done so have returned.
type instance struct {
	*client
	index int
	task  *luaapi.Task
	scope *luaapi.Scope
	conn  *luaapi.Conn
	err   error
	do    *steps.Performer // nil for a script
	code  *scenario.Lua    // nil for steps
}

// run is the whole of it.
func (in *instance) run(t *luaapi.Task) error {
	defer in.leave()
	if in.play.isEnding() { // thousands may have waited for their turn
		return nil
	}
	in.task = t
	in.begin()
	in.talk()
	in.end()
	return nil
}

func (in *instance) leave() { in.countRunning(-1) }

// begin makes the connection.
func (in *instance) begin() {
	in.scope = in.task.NewScope()
	in.enter(in.task, in.scope)
	in.populate(in.task, in.scope, in.index)
	if in.conn, in.err = in.connect(in.task, in.index); in.err != nil {
		return
	}
	in.showAddress(in.task, in.scope, in.conn)
	if in.decl.Script == nil {
		in.do = in.performer()
	} else {
		in.code = in.decl.Script.Lua()
	}
}

// talk runs the script or performs the steps.
func (in *instance) talk() {
	switch {
	case in.err != nil:
	case in.do == nil:
		in.err = in.runOn(in.task, in.code, in.scope, in.conn)
	default:
		in.perform()
	}
}

func (in *instance) perform() {
	in.err = in.do.All(in.decl.Steps)
	in.conn = in.do.Conn
}

// performer performs the steps; the connection may become another one.
func (in *instance) performer() *steps.Performer {
	do := &steps.Performer{Scene: in.play.scene, Task: in.task, Conn: in.conn, Scope: in.scope, Ignore: in.decl.Ignore}
	do.StartTLS = func(conn *luaapi.Conn, t *scenario.TLS, d host.Deadline) error {
		return in.handshake(conn, t, in.met[in.index], d)
	}
	do.Dial = func(pos scenario.Pos, target string, d host.Deadline) (*luaapi.Conn, error) {
		conn, err := in.connectTo(in.task, pos, target, in.index, d)
		if err == nil {
			in.showAddress(in.task, in.scope, conn)
		}
		return conn, err
	}
	return do
}

// end tells what came of it, and closes the connection.
func (in *instance) end() {
	who := in.who(in.index)
	in.keep(in.scope, in.index)
	in.returned[in.index-1] = in.scope.Get("result")
	if in.err != nil && in.wasRefused(in.index, in.err) {
		in.refused = true
		in.finish(in.task, who, nil, closer(in.conn))
	} else {
		in.failed = cmp.Or(in.failed, in.err)
		if in.err == nil {
			in.part(in.task, who, in.conn, lastOf(in.decl.Steps, clientPos(in.decl)))
		}
		in.finish(in.task, who, in.err, closer(in.conn))
	}
	in.play.barriers.Leave(who)
}
