package scenarios

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

var nameField = bind.Const{Name: "name", Doc: "its name, by which reports and transcripts know it"}

const totalsDoc = "Returns a table of what has happened so far: connections, sent and received (messages, datagrams or calls), bytes_sent, bytes_received, errors."

const messagesDoc = "Returns a list of the messages that have crossed its sockets so far, in order of time, each as in the check of a YAML scenario: direction, actor, peer, time, bytes, data, value. Raises when the transcript has not kept all of them."

var serverClass = &bind.Class{
	Name: "server", Doc: "A server that s:server has started. It is stopped at the end of the scenario.",
	Fields: []bind.Const{nameField,
		{Name: "address", Doc: "the address that it listens on"},
		{Name: "host", Doc: "the host of the address; nil for a unix socket"},
		{Name: "port", Doc: "the port of the address; nil for a unix socket"},
	},
	Methods: []bind.Func{
		{Name: "totals", Returns: "table", Doc: totalsDoc, Run: totals},
		{Name: "messages", Returns: "table", Doc: messagesDoc, Run: messages},
	},
}

var clientClass = &bind.Class{
	Name: "client", Doc: "A client that s:client has started.",
	Fields: []bind.Const{nameField},
	Methods: []bind.Func{
		{Name: "join", Returns: "...", Run: join,
			Doc: "Waits until the client has ended. Returns what its script returned, of several instances a list of what each returned first; raises what it failed with."},
		{Name: "totals", Returns: "table", Doc: totalsDoc, Run: totals},
		{Name: "messages", Returns: "table", Doc: messagesDoc, Run: messages},
	},
}

var processClass = &bind.Class{
	Name: "process", Doc: "A program that s:process has started. It is stopped at the end of the scenario.",
	Fields: []bind.Const{nameField,
		{Name: "ports", Doc: "the number of each port, by name"},
	},
	Methods: []bind.Func{
		{Name: "wait", Returns: "table", Run: join,
			Doc: "Waits until the process has ended by itself. Returns {code =, signal =, stdout =, stderr =}, as subprocess.run does."},
	},
}

func classOf(kind Kind) *bind.Class {
	switch kind {
	case Server:
		return serverClass
	case Client:
		return clientClass
	}
	return processClass
}

// ActorOf returns the actor that a value is, if it is one.
func ActorOf(v lua.LValue) (Actor, bool) {
	if ud, ok := v.(*lua.LUserData); ok {
		actor, ok := ud.Value.(Actor)
		return actor, ok
	}
	return nil, false
}

func join(c bind.Call) int {
	results, err := bind.Self[Actor](c).Join(c.L)
	if err != nil {
		return fail(c, "join", err)
	}
	return c.Push(results...)
}

func totals(c bind.Call) int { return c.Push(bind.Self[Actor](c).Totals()) }

func messages(c bind.Call) int {
	list, err := bind.Self[Actor](c).Messages()
	if err != nil {
		return fail(c, "messages", err)
	}
	return c.Push(list)
}
