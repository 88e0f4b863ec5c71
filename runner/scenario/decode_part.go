package scenario

import (
	"slices"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

const (
	takesPart  = "a type such as u16, a frame or the name of one, a header such as {fields: [...]}, or {ref: NAME}"
	takesCases = "a map from values to what they stand for"
)

// fieldOption decodes an option of a field: most are plain values.
func (d *decoder) fieldOption(v value, p *fieldParts) any {
	switch v.key {
	case "of":
		return d.part(v)
	case "cases":
		return d.cases(v)
	case "default":
		if p.isSwitch() {
			return d.part(v)
		}
	case "when":
		return d.luaFunction(v, "m", "outer")
	case "with":
		return d.luaFunction(v, "bytes")
	case "key":
		return string(d.bytes(v))
	}
	if v.kind == mapNode && (v.key == "const" || v.key == "default") && !p.isNested() {
		return string(d.bytes(v))
	}
	return d.declared(v.node)
}

// part decodes what stands in a list, a group or a switch.
func (d *decoder) part(v value) any {
	v.takes = takesPart
	switch {
	case v.kind == scalarNode && !v.isNull():
		return d.partByName(v)
	case v.kind == objectNode:
		if c, ok := v.object.(frame.Codec); ok {
			return inHeader(c)
		}
	case v.kind == mapNode && v.find("ref") != nil:
		return d.ref(v)
	case v.kind == mapNode && v.find("fields") != nil:
		return d.inlineHeader(v)
	case v.kind == mapNode:
		return d.framePart(v, d.frame(v))
	}
	d.wrongType(v)
	return nil
}

// inHeader is what a header takes for a codec.
func inHeader(c frame.Codec) any {
	if with, ok := c.(interface{ Header() *header.Header }); ok {
		return with.Header()
	}
	return c
}

// partByName is the type of a name, or the frame.
func (d *decoder) partByName(v value) any {
	if header.IsType(v.text) {
		return v.text
	}
	declared := d.frames[v.text]
	switch {
	case v.text == "netstring":
		return d.framePart(v, d.frameByName(v))
	case declared != nil && declared.open:
		d.fail(v.pos, "the frame refers to itself").Hint = "write " + v.key + ": {ref: " + v.text + "}"
		return nil
	case declared != nil:
		return d.framePart(v, d.resolve(declared))
	case d.scenario.Part:
		d.framesMissing = true
		return nil
	}
	names := slices.DeleteFunc(d.frameNames(), func(name string) bool { return name == "none" || name == "varint" })
	d.fail(v.pos, "no type and no frame is named %s: %s", quoteName(v.text), suggestion(v.text, append(header.Types(), names...))).about("fields.type")
	return nil
}

// framePart is a frame as a part of a header.
func (d *decoder) framePart(v value, f *Frame) any {
	switch {
	case f == nil:
		return nil
	case f.Kind == FrameHeader && f.Header != nil:
		return f.Header
	case f.Kind == FrameCodec && f.Codec != nil:
		return inHeader(f.Codec)
	case f.Kind == FrameHeader, f.Kind == FrameCodec:
		return nil
	case f.Kind == FrameLua && f.Lua != nil:
		return f.Lua.script()
	case f.Kind == FrameLua:
		return nil
	}
	d.fail(v.pos, "%s cannot be a frame that has two directions", v.key)
	return nil
}

// ref stands for a header around.
func (d *decoder) ref(v value) any {
	for _, e := range v.entries {
		if e.key.text != "ref" {
			d.fail(e.key.pos, "nothing stands beside ref")
		}
	}
	name := d.text(value{v.find("ref").value, "ref", "the name of a header around"})
	_, declared := d.frames[name]
	if name != "" && !declared && !slices.Contains(d.around, name) && !d.scenario.Part {
		known := slices.Clone(d.around)
		for name := range d.frames {
			known = append(known, name)
		}
		slices.Sort(known)
		d.fail(v.find("ref").value.pos, "no header around it is named %s: %s", quoteName(name), suggestion(name, slices.Compact(known)))
		return nil
	}
	return header.Ref(name)
}

// inlineHeader is a header that stands in place of a name.
func (d *decoder) inlineHeader(v value) any {
	if h := d.header(v); h != nil {
		return h
	}
	return nil
}

// cases decodes those of a switch. A list has them for 1 and so on, as Lua
// counts.
func (d *decoder) cases(v value) any {
	var list header.Cases
	switch v.kind {
	case mapNode:
		for _, e := range v.entries {
			list = append(list, header.Case{Key: declaredValue(d.typedScalar(e.key)), Of: d.part(value{e.value, v.key, takesPart})})
		}
	case listNode:
		for i, n := range v.list {
			list = append(list, header.Case{Key: declaredValue(int64(i + 1)), Of: d.part(value{n, v.key, takesPart})})
		}
	default:
		v.takes = takesCases
		d.wrongType(v)
	}
	return list
}

// luaFunction compiles a function of some values: an expression, or a block that
// returns something.
func (d *decoder) luaFunction(v value, params ...string) any {
	defer d.enter(startScope())()
	v.takes = takesExpression
	compile := d.expression
	if v.kind == scalarNode && (v.style == literalBlock || strings.Contains(v.text, "\n")) {
		compile = d.block
	}
	l := compile(v, params...)
	if l == nil {
		return nil
	}
	return l.script()
}

// script is the code as a header takes it.
func (l *Lua) script() header.Script {
	if l.Function != nil {
		return header.Script{Code: l.Function}
	}
	return header.Script{Code: l.Chunk}
}
