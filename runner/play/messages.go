package play

import (
	"fmt"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/transcript"
)

// Messages is the list of what has crossed the actor's sockets, in order of
// time. The error says that the transcript has not kept all of it: a list with
// gaps would make conditions hold that should not.
func (a *actor) Messages(t *luaapi.Task) (luaapi.Value, error) {
	entries, dropped := a.view.Messages()
	if dropped > 0 {
		return nil, fmt.Errorf("the messages of %s are not all there: the transcript has kept %d of %d; "+
			"sent, received, bytes_sent and bytes_received count all, and what each message holds can be checked when it is received",
			a, len(entries), len(entries)+dropped)
	}
	list := make([]any, len(entries))
	for i, e := range entries {
		list[i] = a.crossed(fmt.Sprintf("%s.messages[%d]", a, i+1), e, t)
	}
	return t.Value(luaapi.StrictList{Name: a.String() + ".messages", List: list}), nil
}

// messages is Messages as a field that is read late, since few conditions ask
// for it.
func (a *actor) messages(t *luaapi.Task) luaapi.Pair {
	return luaapi.Pair{Key: "messages", Value: luaapi.Late(func() (any, error) { return a.Messages(t) })}
}

// crossed is one message as a condition sees it. Its time has the same beginning
// as elapsed.
func (a *actor) crossed(name string, e transcript.Entry, t *luaapi.Task) luaapi.Strict {
	direction := "received"
	if e.Dir == host.Sent {
		direction = "sent"
	}
	return luaapi.Strict{Name: name, Map: luaapi.Map{
		{Key: "direction", Value: direction}, {Key: "actor", Value: e.Local}, {Key: "peer", Value: e.Peer},
		{Key: "time", Value: (e.At - a.play.began).Seconds()}, {Key: "bytes", Value: e.Length},
		{Key: "data", Value: luaapi.Late(func() (any, error) { return whole(name, e) })},
		{Key: "value", Value: luaapi.Late(func() (any, error) { return meaning(t, name, e) })},
	}}
}

// whole is the bytes of a message, unless some of them are not kept.
func whole(name string, e transcript.Entry) ([]byte, error) {
	if len(e.Data) < e.Length {
		return nil, fmt.Errorf("%s has %s, of which the transcript has kept %d", name, plural.Of(e.Length, "byte"), len(e.Data))
	}
	return e.Data, nil
}

// meaning is what a message is to scripts: as its frame decodes it.
func meaning(t *luaapi.Task, name string, e transcript.Entry) (any, error) {
	data, err := whole(name, e)
	codec, framed := e.Codec.(frame.Codec)
	switch {
	case err != nil:
		return nil, err
	case !e.Message:
		return data, nil
	case framed:
		if v, ok := t.Decoded(codec, data); ok {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%s was framed by Lua, which alone can decode it: its bytes with their frame are in data", name)
}
