package scenario

import (
	"slices"
	"strings"

	"sockrun/luaapi/wire/frame"
)

const (
	takesFrame  = `a frame such as {length: ">I"} or {delimiter: "\r\n"}, varint, netstring, or a name under frames`
	takesLength = `a struct format of one integer such as ">I"`
)

// declaredFrame is an entry of frames on its way: frames may name each other.
type declaredFrame struct {
	name  string
	value value
	open  bool // being resolved
	frame *Frame
}

// frameParts collects the keys of a frame.
type frameParts struct {
	length, delimiter, fixed *value
	header                   *value
	lua                      *Lua
	send, recv               *Frame
	max                      int
	includesHeader           bool
}

const frameDoc = "How a stream of bytes is cut into messages. Instead of a map it may be varint (a length in LEB128 before each message, as in Protocol Buffers), netstring (5:hello,), the name of an entry of frames, or none."

// frameTable declares a frame.
func frameTable() table[frameParts] {
	return table[frameParts]{topic: "frames", what: "a frame", doc: frameDoc, keys: []key[frameParts]{
		{name: "length", takes: takesLength, doc: "The length comes before each message, as an integer in this struct format.", one: true,
			example: `length: ">I"`,
			decode:  func(d *decoder, v value, p *frameParts) { p.length = &v }},
		{name: "delimiter", takes: takesBytes, doc: "Each message ends with these bytes, which are not part of it.", one: true,
			example: `delimiter: "\r\n"`,
			decode:  func(d *decoder, v value, p *frameParts) { p.delimiter = &v }},
		{name: "fixed", takes: takesCount, doc: "Each message has this many bytes.", one: true,
			example: "fixed: 16",
			decode:  func(d *decoder, v value, p *frameParts) { p.fixed = &v }},
		{name: "header", takes: takesHeader, doc: "A binary header, declared field by field.", one: true,
			example: "header: {fields: [{name: length, type: u16, length_of: body}, {name: body, type: bytes}]}",
			decode:  func(d *decoder, v value, p *frameParts) { p.header = &v }},
		{name: "lua", takes: takesExpression, doc: "A Lua expression that returns a codec, whose messages may be any Lua values. It can also be the type of a field of a header (sockrun docs nesting).", one: true,
			example: `lua: frame.length(">H")`,
			decode:  func(d *decoder, v value, p *frameParts) { p.lua = d.expression(v) }},
		{name: "send", takes: takesFrame, doc: "The frame of what the actor sends, together with recv. A client that takes over its server's frame swaps the two.",
			example: `send: {delimiter: "\n"}`,
			decode:  func(d *decoder, v value, p *frameParts) { p.send = d.oneWay(v) }},
		{name: "recv", takes: takesFrame, doc: "The frame of what the actor receives, together with send.",
			example: "recv: {fixed: 4}",
			decode:  func(d *decoder, v value, p *frameParts) { p.recv = d.oneWay(v) }},
		{name: "max", takes: takesSize, doc: "The longest message, with length or delimiter. A longer one is refused before it is read.",
			otherwise: "16MiB", example: "max: 64KiB",
			decode: func(d *decoder, v value, p *frameParts) { p.max = d.size(v) }},
		{name: "includes_header", takes: takesBool, doc: "With length: whether the length includes its own bytes.",
			otherwise: "false", example: "includes_header: true",
			decode: func(d *decoder, v value, p *frameParts) { p.includesHeader = d.boolean(v) }},
	}, moved: map[string]string{
		"varint":    "write frame: varint, without a map",
		"netstring": "write frame: netstring, without a map",
		"line":      `write frame: {delimiter: "\n"}`,
		"lines":     `write frame: {delimiter: "\n"}`,
		"fields":    "write frame: {header: {fields: […]}}",
	}}
}

// declareFrames decodes the frames that others use by name.
func (d *decoder) declareFrames(v value) {
	d.named(v, "a frame", func(name string, at Pos, element value) {
		switch name {
		case string(FrameNone):
			d.fail(at, "a frame cannot be named none, which says that there is no frame")
		case "varint", "netstring":
			d.fail(at, "a frame cannot be named %s, which is a frame already", name)
		}
		element.key, element.takes = name, takesFrame
		d.frames[name] = &declaredFrame{name: name, value: element}
	})
	for _, e := range v.entries {
		if declared := d.frames[e.key.text]; declared != nil {
			d.scenario.Frames[e.key.text] = d.resolve(declared)
		}
	}
}

// resolve decodes a declared frame once.
func (d *decoder) resolve(f *declaredFrame) *Frame {
	switch {
	case f.open:
		d.fail(f.value.pos, "the frame refers to itself")
	case f.frame == nil:
		defer d.in(f.value.pos)()
		f.open = true
		if f.value.kind == mapNode && f.value.find("header") != nil {
			d.frameName = f.name
		}
		f.frame = d.frame(f.value)
		f.open = false
	}
	return f.frame
}

// frame decodes a frame or the name of one. It returns nil when there is none
// to be had.
func (d *decoder) frame(v value) *Frame {
	defer d.enter(startScope())()
	if codec, ok := v.object.(frame.Codec); ok {
		return &Frame{Pos: v.pos, Kind: FrameCodec, Codec: codec}
	}
	if v.kind != mapNode {
		return d.frameByName(v)
	}
	defer d.about("frames")()
	p := frameParts{}
	table := d.tables.frame()
	table.decode(d, v, v.pos, &p)
	f := &Frame{Pos: v.pos, Kind: FrameCodec, Lua: p.lua, Send: p.send, Recv: p.recv}
	d.checkFrameKeys(table, v)
	if kind := table.chosen(v.node); kind != nil {
		defer d.about("frames." + kind.key.text)()
	}
	d.fillFrame(f, &p, v)
	return f
}

// fillFrame makes the codec or the header of a frame whose parts are decoded.
func (d *decoder) fillFrame(f *Frame, p *frameParts, v value) {
	var err error
	switch {
	case p.length != nil:
		f.Codec, err = frame.Length(d.text(*p.length), frame.LengthOptions{Max: p.max, IncludesHeader: p.includesHeader})
		d.frameError(p.length, err)
	case p.delimiter != nil:
		if delimiter := d.bytes(*p.delimiter); len(delimiter) > 0 {
			f.Codec, err = frame.Delimiter(delimiter, frame.Options{Max: p.max})
			d.frameError(p.delimiter, err)
		}
	case p.fixed != nil:
		if n := d.count(*p.fixed, 1); n > 0 {
			f.Codec, err = frame.Fixed(n)
			d.frameError(p.fixed, err)
		}
	case p.header != nil:
		f.Kind, f.Header = FrameHeader, d.header(*p.header)
		f.open = openField(p.header.node, f.Header)
	case v.find("lua") != nil: // which may be wrong, and p.lua nil
		f.Kind = FrameLua
	default:
		f.Kind = FramePair
	}
}

func (d *decoder) frameError(v *value, err error) {
	if err != nil {
		d.fail(v.pos, "%s", err)
	}
}

// checkFrameKeys reports keys of a frame that do not go together.
func (d *decoder) checkFrameKeys(t table[frameParts], v value) {
	kind, send, recv := t.chosen(v.node), v.find("send"), v.find("recv")
	switch {
	case kind == nil && send == nil && recv == nil:
		if !t.hasUnknown(v) {
			d.fail(v.pos, "a frame needs one of length, delimiter, fixed, header, lua, or send and recv")
		}
		return
	case kind == nil && (send == nil || recv == nil):
		d.fail(v.pos, "a frame with `send` or `recv` needs both")
		return
	}
	name := string(FramePair)
	if kind != nil {
		name = kind.key.text
	}
	for _, e := range v.entries {
		if !goesWith(e.key.text, name) && t.find(e.key.text) != nil {
			wrong := d.fail(e.key.pos, "`%s` does not go with %s", e.key.text, frameWords(name))
			if name == string(FrameHeader) && d.tables.header().find(e.key.text) != nil {
				wrong.Hint = e.key.text + " stands inside of header, beside fields"
			}
		}
	}
}

// goesWith says whether a key may stand in a frame of a kind.
func goesWith(key, kind string) bool {
	switch key {
	case "send", "recv":
		return kind == string(FramePair)
	case "max":
		return kind == "length" || kind == "delimiter"
	case "includes_header":
		return kind == "length"
	}
	return true // one of the kinds, of which there is exactly one
}

func frameWords(kind string) string {
	if kind == string(FramePair) {
		return "`send` and `recv`"
	}
	return "`" + kind + "`"
}

// oneWay decodes the frame of one direction.
func (d *decoder) oneWay(v value) *Frame {
	f := d.frame(v)
	switch {
	case f != nil && f.Kind == FramePair:
		d.fail(v.pos, "%s cannot have `send` and `recv` of its own", v.key)
	case f != nil && f.Kind == FrameNone:
		d.fail(v.pos, "%s cannot be none: a stream has frames in both directions, or in neither", v.key).Hint =
			"send_raw sends past the frame"
	}
	return f
}

// frameByName takes the name of a declared frame, or none.
func (d *decoder) frameByName(v value) *Frame {
	if !d.scalar(v) {
		d.framesMissing = true
		return nil
	}
	switch v.text {
	case string(FrameNone):
		return &Frame{Pos: v.pos, Kind: FrameNone}
	case "varint":
		codec, _ := frame.Varint(frame.Options{}) // fails for its options only
		return &Frame{Pos: v.pos, Kind: FrameCodec, Codec: codec}
	case "netstring":
		codec, _ := frame.Netstring(frame.Options{})
		return &Frame{Pos: v.pos, Kind: FrameCodec, Codec: codec}
	}
	if declared := d.frames[v.text]; declared != nil {
		return d.resolve(declared)
	}
	d.framesMissing = true
	switch {
	case strings.Contains(v.text, "{{"):
		d.fail(v.pos, "%s cannot hold {{ }}: it is known before anything runs", v.key).Hint =
			"write a frame or the name of one; {lua: …} is an expression that gives one"
	case !d.scenario.Part:
		d.noFrame(v)
	}
	return nil
}

func (d *decoder) noFrame(v value) {
	if d.namesMissing { // it may be in what could not be included
		return
	}
	meant := suggestion(v.text, d.frameNames())
	err := d.fail(v.pos, "no frame is named %s: %s", quoteName(v.text), meant)
	if !strings.HasPrefix(meant, "did you mean") {
		err.Hint = `any other frame is a map such as {length: ">I"}, or {delimiter: "\n"} for lines`
	}
}

func (d *decoder) frameNames() []string {
	names := []string{"varint", "netstring", "none"}
	for name := range d.frames {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
