package frames

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/frame"
)

// promised is the codec that a piece of Lua gives. It runs when the codec is
// first needed.
type promised struct {
	state *thread.State
	code  *lua.LFunction
	codec frame.Codec
}

func (p *promised) Name() string { return frame.Custom }

// made returns the codec.
func (p *promised) made() (frame.Codec, error) {
	if p.codec != nil {
		return p.codec, nil
	}
	results, err := call(p.state, p.code)
	if err != nil {
		return nil, err
	}
	ud, _ := results[0].(*lua.LUserData)
	if ud == nil {
		return nil, noCodec(results[0])
	}
	codec, ok := ud.Value.(frame.Codec)
	if !ok {
		return nil, noCodec(ud)
	}
	p.codec = codec
	return codec, CheckStream(codec)
}

func noCodec(v lua.LValue) error {
	return fmt.Errorf("a frame's lua must give a codec, such as frame.length(\">I\"), got %s", bind.Describe(v))
}

func (p *promised) Encode(dst []byte, m frame.Message) ([]byte, error) {
	codec, err := p.made()
	if err != nil {
		return dst, err
	}
	return codec.Encode(dst, m)
}

func (p *promised) Decode(data []byte, _ int) (frame.Message, int, error) {
	codec, err := p.made()
	if err != nil {
		return frame.Message{}, 0, err
	}
	return codec.Decode(data, 0)
}

// EncodeIn is frame.Placed's.
func (p *promised) EncodeIn(dst []byte, m frame.Message, before func() ([]byte, error)) ([]byte, error) {
	codec, err := p.made()
	if err != nil {
		return dst, err
	}
	if placed, ok := codec.(frame.Placed); ok {
		return placed.EncodeIn(dst, m, before)
	}
	if v := inside(p.state, m); v.Type() != lua.LTString {
		m = frame.Message{Value: v}
	}
	return codec.Encode(dst, m)
}

// DecodeIn is frame.Placed's.
func (p *promised) DecodeIn(whole []byte, at int) (frame.Message, int, error) {
	codec, err := p.made()
	if err != nil {
		return frame.Message{}, 0, err
	}
	if placed, ok := codec.(frame.Placed); ok {
		return placed.DecodeIn(whole, at)
	}
	m, n, err := codec.Decode(whole[at:], 0)
	if n <= 0 { // such a frame is never empty
		n = min(n, unfinished(whole, at))
	}
	if v, ok := m.Value.(lua.LValue); ok {
		m.Value = foreign{v}
	}
	return m, n, err
}
