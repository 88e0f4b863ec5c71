package scenario

import (
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// FrameKind says how a Frame is declared.
type FrameKind string

// The kinds of frames.
const (
	FrameNone   FrameKind = "none"   // no frame, even where one would be inherited
	FrameCodec  FrameKind = "codec"  // Codec
	FrameHeader FrameKind = "header" // Header, whose messages are tables in the actor's VM
	FrameLua    FrameKind = "lua"    // Lua, an expression that gives a codec
	FramePair   FrameKind = "pair"   // Send and Recv, neither of them a pair
)

// Frame says how a stream is cut into messages.
type Frame struct {
	Pos    Pos
	Kind   FrameKind
	Codec  frame.Codec
	Header *header.Header
	Lua    *Lua
	Send   *Frame // for messages that the owner sends
	Recv   *Frame // for messages that the owner receives
	open   Pos    // of the field by which Header is open, if it is
}

// Swapped returns the frame as the other side of the connection needs it. It
// accepts nil.
func (f *Frame) Swapped() *Frame {
	if f == nil || f.Kind != FramePair {
		return f
	}
	return &Frame{Pos: f.Pos, Kind: f.Kind, Send: f.Recv, Recv: f.Send}
}
