package scenario

import (
	"math"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

// checkSent reports bytes where fields are sent.
func (d *decoder) checkSent(v *Value, f *Frame) {
	if h, _ := f.known(); h != nil && v != nil && v.isBytes() {
		d.fail(v.Pos, "send takes fields here, since the frame has a header").about("values.fields").Hint =
			"write send: {fields: {…}}; send_raw sends bytes past the frame"
	}
}

// checkExpected checks what a matcher compares with. Bytes are never equal to
// fields.
func (d *decoder) checkExpected(s *Step, m *Matcher, f *Frame) {
	d.checkMessage(m.Value, f, false)
	if h, _ := f.known(); h == nil || s.Fails != "" || !m.comparesBytes() {
		return
	}
	d.fail(m.Pos, "%s compares bytes, but the messages of a frame with a header are fields", m.word()).about("matchers.fields").Hint =
		"write {fields: {…}}, or drop the frame first with the step frame: none"
}

// comparesBytes says whether the matcher can hold for a message of bytes only.
func (m *Matcher) comparesBytes() bool {
	switch m.Kind {
	case MatchFields, MatchLua:
		return false
	case MatchEqual:
		return m.Value != nil && m.Value.isBytes()
	}
	return true
}

// word is what the file calls the matcher.
func (m *Matcher) word() string {
	switch {
	case m.Kind != MatchEqual:
		return "`" + string(m.Kind) + "`"
	case m.Value.Kind == ValueText:
		return "text"
	}
	return "`" + string(m.Value.Kind) + "`"
}

// isBytes says whether the value is bytes, whatever the run finds out.
func (v *Value) isBytes() bool {
	switch {
	case v.Lua != nil || v.Kind == ValueFields:
		return false
	case v.Kind == ValueText:
		return v.Text != nil && v.Text.Single() == nil
	}
	return true
}

// outgoing is the frame of what is sent. It accepts nil.
func (f *Frame) outgoing() *Frame {
	if f == nil || f.Kind != FramePair {
		return f
	}
	return f.Send
}

// incoming is the frame of what is received. It accepts nil.
func (f *Frame) incoming() *Frame {
	if f == nil || f.Kind != FramePair {
		return f
	}
	return f.Recv
}

// known returns the header of a frame, nil when it has none. ok is false when
// only the run will tell. It accepts nil.
func (f *Frame) known() (h *header.Header, ok bool) {
	switch {
	case f == nil || f.Kind == FrameNone:
		return nil, true
	case f.Kind == FrameHeader:
		return f.Header, f.Header != nil
	case f.Kind != FrameCodec || f.Codec == nil:
		return nil, false
	}
	if with, ok := f.Codec.(interface{ Header() *header.Header }); ok {
		return with.Header(), true
	}
	return nil, f.Codec.Name() != frame.Custom // whose messages may be anything
}

// checkMessage checks the fields of one message, sent or expected.
func (d *decoder) checkMessage(v *Value, f *Frame, sent bool) {
	if v == nil || v.Fields == nil {
		return
	}
	h, ok := f.known()
	switch {
	case !ok, h == nil && d.framesMissing:
		return
	case h == nil:
		d.fail(v.Pos, "fields need a frame that has some: give the actor frame: {header: …}").about("headers")
		return
	}
	messageCheck{decoder: d, sent: sent}.fields(h, v.Fields.Map, v.Pos)
}

// messageCheck checks the fields of one message. One that is sent needs a
// value for each that does not fill itself in.
type messageCheck struct {
	*decoder
	sent  bool
	outer *header.Context // the message in which fields stand, as far as it is known
}

// fields checks the fields that stand at a position.
func (d messageCheck) fields(h *header.Header, entries []TreeEntry, at Pos) {
	if d.outer = d.outer.Inside(h, nil, LiteralFields(h, entries)); d.outer.TooDeep() {
		return // as the run will say
	}
	unknown := false
	for _, e := range entries {
		i, ok := h.Index(e.Key)
		switch {
		case !ok:
			unknown = true // which may be the misspelt one that is missing
			fallthrough
		case h.Field(i).Kind < header.Group:
			d.checkField(h, e)
		default:
			d.nested(h, i, entries, e)
		}
	}
	if d.sent && !unknown {
		d.checkComplete(h, entries, at)
	}
}

// checkComplete reports the fields without which a message cannot be sent.
func (d *decoder) checkComplete(h *header.Header, entries []TreeEntry, at Pos) {
	given := map[string]bool{}
	for _, e := range entries {
		given[e.Key] = true
	}
	var missing []string
	for i := range h.Len() {
		if name := h.Field(i).Name; !given[name] && h.Needs(i) {
			missing = append(missing, quoteName(name))
		}
	}
	if len(missing) > 0 {
		d.fail(at, "no value for %s, and no default", strings.Join(missing, ", ")).about("fields")
	}
}

func (d *decoder) checkField(h *header.Header, e TreeEntry) {
	i, known := h.Index(e.Key)
	switch {
	case !known && e.Key == "errors" && h.Lenient():
	case !known:
		d.fail(e.Pos, "the header has no field %s: %s", quoteName(e.Key), suggestion(e.Key, fieldNames(h))).about("fields")
	case h.Field(i).Flags != nil && e.Tree.Kind != TreeScalar:
		d.checkBits(h.Field(i), e)
	default:
		d.checkFieldValue(h, i, e)
	}
}

func fieldNames(h *header.Header) (names []string) {
	for i := range h.Len() {
		if f := h.Field(i); !f.Hidden {
			names = append(names, f.Name)
		}
	}
	return names
}

// checkBits checks a list of names of bits, or a map of booleans.
func (d *decoder) checkBits(f header.Field, e TreeEntry) {
	for _, bit := range e.Tree.List {
		if bit.Kind == TreeScalar && bit.Text.IsLiteral() {
			d.checkBit(f, bit.Text.Raw, bit.Pos)
		}
	}
	for _, bit := range e.Tree.Map {
		d.checkBit(f, bit.Key, bit.Pos)
		if _, isBool := bit.Tree.Value.(bool); !isBool && bit.Tree.IsLiteral() {
			d.fail(bit.Tree.Pos, "the bit %s takes true or false", quoteName(bit.Key)).about("fields.bits")
		}
	}
}

func (d *decoder) checkBit(f header.Field, name string, at Pos) {
	if f.Bit(name) < 0 {
		d.fail(at, "no bit of %s is named %s: %s", quoteName(f.Name), quoteName(name), suggestion(name, f.BitNames())).about("fields.bits")
	}
}

func (d *decoder) checkFieldValue(h *header.Header, i int, e TreeEntry) {
	f := h.Field(i)
	switch t := e.Tree; {
	case f.Kind == header.JSON || !t.IsLiteral():
	case f.Kind == header.Bytes && t.IsBytes():
		d.wrongBytes(h.Check, i, quoteName(e.Key), t)
	case t.Kind != TreeScalar:
		what := map[TreeKind]string{TreeList: "a list", TreeMap: "a map"}[t.Kind]
		d.fail(t.Pos, "%s is %s, got %s", quoteName(e.Key), f.Type, what).about("fields").Hint = conditionHint(t)
	case f.Kind != header.Bytes && t.Value == nil:
		d.fail(t.Pos, "%s is given no value", quoteName(e.Key)).about("fields")
	default:
		d.wrongValue(h, i, t)
	}
}

// conditionHint says how the value of a field is written that looks like a matcher.
func conditionHint(t *Tree) string {
	if t.Kind != TreeMap || len(t.Map) != 1 {
		return ""
	}
	switch t.Map[0].Key {
	case "lua":
		return `a value from Lua is written "{{ ... }}"`
	case "contains", "starts_with", "ends_with", "matches", "length", "json":
		return `a condition on one field is a matcher of expect, such as "{{ expect.matching('^x') }}" or "{{ expect.any }}"`
	}
	return ""
}

// wrongValue reports a scalar that the field does not take.
func (d *decoder) wrongValue(h *header.Header, i int, t *Tree) {
	v := fieldValue(t, h.Field(i).Kind)
	err := h.Check(i, v)
	if err == nil {
		return
	}
	name := quoteName(h.Field(i).Name)
	if choices := h.Choices(i); v.Kind == header.Bytes && len(choices) > 0 {
		var names []string
		for _, c := range choices {
			names = append(names, c.Name)
		}
		d.fail(t.Pos, "%s has no value named %s: %s", name, quoteName(t.Text.Raw), suggestion(t.Text.Raw, names)).about("fields.enum")
		return
	}
	d.fail(t.Pos, "%s: %s", name, err).about("fields")
}

// whole is a float such as 1e3 as the integer that it is in Lua, too. A negative
// zero stays a float.
func whole(v float64) (integer.Integer, bool) {
	n, err := integer.FromFloat(v)
	return n, err == nil && (v != 0 || !math.Signbit(v))
}

// fieldValue is a scalar of the file as a field of a kind takes it.
func fieldValue(t *Tree, kind header.Kind) header.Value {
	if kind == header.Bytes {
		return header.BytesOf([]byte(t.Text.Raw))
	}
	switch v := t.Value.(type) {
	case int64:
		return header.IntegerOf(integer.FromInt64(v))
	case uint64:
		return header.IntegerOf(integer.FromUint64(v))
	case float64:
		if n, ok := whole(v); ok {
			return header.IntegerOf(n)
		}
		return header.Value{Kind: header.Float, Float: v}
	case bool:
		b := header.Value{Kind: header.Bool}
		if v {
			b.Int = integer.FromInt64(1)
		}
		return b
	}
	return header.BytesOf([]byte(t.Text.Raw))
}
