package luaapi

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/stream"
)

// Conn is a connection as both Go steps and scripts use it. Who closes Socket closes
// all of it. Only tasks of its VM may use it.
type Conn struct {
	Socket *stream.Conn
	Stream *stream.Stream // nil without a frame

	vm     *VM
	socket Value // what scripts see of Socket; nil until they do
	value  Value // and of Stream
}

// Conn wraps a socket of the world, which it then owns; out and in are nil
// without a frame. index is the number of a server's connection, 0 for others.
func (t *Task) Conn(hs host.Socket, out, in frame.Codec, index int) *Conn {
	c := &Conn{Socket: socket.NewConn(t.vm.state, hs, index), vm: t.vm}
	return t.Reframe(c, out, in)
}

// Reframe returns the connection with other codecs, nil for none. Bytes that
// were read ahead stay.
func (t *Task) Reframe(c *Conn, out, in frame.Codec) *Conn {
	framed := &Conn{Socket: c.Socket, vm: c.vm, socket: c.socket}
	if out != nil && in != nil {
		framed.Stream = stream.NewStream(c.Socket, out, in)
	}
	return framed
}

// Value is what scripts see: the stream, or the socket without a frame. It is
// made by the first call, since steps do without. It must be called inside a
// task of the VM.
func (c *Conn) Value() Value {
	if c.socket == nil {
		c.socket = socket.Wrap(c.vm.state, c.Socket)
	}
	switch {
	case c.Stream == nil:
		return c.socket
	case c.value == nil:
		c.value = frames.Wrap(c.vm.state, c.Stream, c.socket)
	}
	return c.value
}

// Codec returns the codec that a value is, if it is one.
func Codec(v Value) (frame.Codec, bool) {
	if ud, ok := v.(*lua.LUserData); ok {
		codec, ok := ud.Value.(frame.Codec)
		return codec, ok
	}
	return nil, false
}

// Message returns what a value is to a codec.
func Message(v Value) frame.Message {
	if text, ok := Text(v); ok {
		return frame.Message{Bytes: []byte(text)}
	}
	return frame.Message{Value: v}
}

// MessageValue returns what scripts see of a message.
func (t *Task) MessageValue(m frame.Message) Value {
	if v, ok := m.Value.(Value); ok {
		return v
	}
	return lua.LString(m.Bytes)
}
