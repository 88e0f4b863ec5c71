package scenario

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
)

const (
	takesValue       = "text, or a map such as {hex: …}, {struct: …}, {json: …}, {file: …} or {lua: …}"
	takesMatcher     = "text, or a map such as {hex: …}, {contains: …} or {lua: …}"
	takesFieldValues = "a map of fields such as {type: ping, seq: 7}"
	takesBytes       = "text or {hex: …}"
	takesHex         = "pairs of hexadecimal digits such as \"00 ff\""
	takesBase64      = "base64 such as aGVsbG8="
)

const valueDoc = "What a step sends or compares with: plain text, or a map with one of these keys."

// valueTable declares a value that is not plain text.
func valueTable() table[Value] {
	return table[Value]{topic: "values", what: "a value", doc: valueDoc, keys: []key[Value]{
		{name: "text", takes: takesText, doc: "Text, in which {{ expression }} is Lua. Plain text may be written without this key.", one: true,
			example: `text: "hello {{ vars.name }}"`,
			decode:  func(d *decoder, v value, x *Value) { x.Text = d.template(v, d.scope.params...) }},
		{name: "hex", takes: takesHex, doc: "Bytes in hexadecimal; white space is ignored.", one: true,
			example: "hex: 00 ff",
			decode:  func(d *decoder, v value, x *Value) { d.encoded(v, x, decodeHex) }},
		{name: "base64", takes: takesBase64, doc: "Bytes in base64.", one: true,
			example: "base64: aGVsbG8=",
			decode:  func(d *decoder, v value, x *Value) { d.encoded(v, x, decodeBase64) }},
		{name: "struct", takes: takesStruct, doc: "Values packed by a struct format.", one: true,
			example: `struct: {format: ">BHI", values: [1, 7, "{{ #vars.dir }}"]}`,
			decode:  func(d *decoder, v value, x *Value) { x.Struct = d.structOf(v) }},
		{name: "json", takes: takesData, doc: "The value as JSON text, in the order of the file, as json.dumps writes it. A scalar that is exactly one {{ expression }} keeps its type.", one: true,
			example: `json: {type: ping, seq: 7, tags: [a, b]}`,
			decode:  func(d *decoder, v value, x *Value) { x.JSON = d.jsonOf(v) }},
		{name: "file", takes: takesFileName, doc: "The content of a file, at most 16 MiB. The path is relative to the scenario's folder. The path of a file that is created while the scenario runs must contain a template, such as {{ vars.tmp }}/out.", one: true,
			example: "file: \"{{ vars.tmp }}/request.bin\"",
			decode:  func(d *decoder, v value, x *Value) { x.Text = d.fileName(v) }},
		{name: "fields", takes: takesFieldValues, doc: "The fields of a message, for a frame with a header.", one: true,
			example: "fields: {type: ping, seq: 7}",
			decode:  func(d *decoder, v value, x *Value) { x.Fields = d.fieldsTree(v) }},
		{name: "lua", takes: takesExpression, doc: "The result of a Lua expression: a string, or whatever the frame encodes.", one: true,
			example: `lua: struct.pack(">I", 7)`,
			decode:  func(d *decoder, v value, x *Value) { x.Lua = d.expression(v, d.scope.params...) }},
	}, none: "a value is " + takesValue, fielded: true}
}

// value decodes what a step sends or compares with.
func (d *decoder) value(v value) *Value {
	x := &Value{Pos: v.pos, Kind: ValueText}
	if v.isFunction() {
		x.Kind, x.Lua = ValueLua, d.function(v, d.scope.params)
		return x
	}
	if v.kind != mapNode {
		d.warnOfQuotes(v)
		d.warnOfEscapes(v)
		x.Text = d.template(v, d.scope.params...)
		return x
	}
	table := d.tables.value()
	table.decode(d, v, v.pos, x)
	if kind := table.chosen(v.node); kind != nil {
		x.Kind = ValueKind(kind.key.text)
	}
	return x
}

// encoded decodes a value that stands for other bytes. One with a template is
// left for the runner.
func (d *decoder) encoded(v value, x *Value, decode func(string) ([]byte, error)) {
	if x.Text = d.template(v, d.scope.params...); !x.Text.IsLiteral() || v.kind != scalarNode {
		return
	}
	x.Text = nil
	var err error
	if x.Bytes, err = decode(v.text); err != nil {
		d.wrongType(v)
	}
}

func decodeHex(s string) ([]byte, error) {
	return hex.DecodeString(strings.Join(strings.Fields(s), ""))
}

func decodeBase64(s string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
}

// bytes takes bytes that are known before anything runs, at least one.
func (d *decoder) bytes(v value) []byte {
	x := &Value{}
	switch v.kind {
	case mapNode:
		bytesTable := table[Value]{what: v.key, keys: d.tables.value().keys[:2], none: v.key + " must be " + takesBytes}
		bytesTable.decode(d, v, v.pos, x)
	case scalarNode:
		d.warnOfEscapes(v)
		x.Text = d.template(v)
	default:
		d.wrongType(v)
		return nil
	}
	if x.Text != nil && !x.Text.IsLiteral() {
		e := d.fail(v.pos, "%s cannot hold {{ }}", v.key)
		if v.key == "key" {
			e.Hint = "compute the check in Lua, which has vars: checksum_of instead of hmac_of, and beside it with: hmac.digest(vars.NAME, bytes, \"sha256\")"
		}
		return nil
	}
	if x.Text != nil {
		x.Bytes = []byte(x.Text.Raw)
	}
	if len(x.Bytes) == 0 && v.kind == scalarNode && !v.isNull() {
		d.fail(v.pos, "%s needs at least one byte", v.key)
	}
	return x.Bytes
}

const matcherDoc = "A condition on the next message: plain text that it must equal, or a map with one of these keys."

// matcherTable declares a matcher that is more than text to be equal to.
func matcherTable() table[Matcher] {
	return table[Matcher]{topic: "matchers", what: "a matcher", doc: matcherDoc, keys: slices.Concat(matchKinds(), []key[Matcher]{
		{name: "length", takes: takesCount, doc: "The message has this many bytes. Beside another matcher it says where the message ends.",
			example: "length: 12",
			decode:  func(d *decoder, v value, m *Matcher) { m.N = d.count(v, 0) }},
		{name: "within", takes: takesDuration, doc: "How long to wait for the message, and then for Lua of the matcher. After that the scenario has failed, as it has at the end of the stream.",
			otherwise: "as long as the scenario may take", example: "within: 200ms",
			decode: func(d *decoder, v value, m *Matcher) { m.Within = d.duration(v, 1) }},
	}, boundaryKeys(func(m *Matcher) *Boundary { return &m.Boundary })),
		moved: map[string]string{
			"as":      "as stands beside expect: in the step",
			"timeout": "within is how long a matcher waits",
			"regex":   patternsInstead,
			"regexp":  patternsInstead,
			"pattern": patternsInstead,
		}, fielded: true}
}

const fieldsInstead = "fields stand one level deeper: {fields: {…}}"

const patternsInstead = "write matches: and a Lua pattern, in which escapes begin with %: {matches: \"^%d+$\"}"

func matchKinds() []key[Matcher] {
	bytes := func(d *decoder, v value, m *Matcher) { m.Value = d.value(v) }
	part := func(d *decoder, v value, m *Matcher) {
		if v.kind == scalarNode && v.text == "" && !v.isNull() {
			d.warn(v.pos, "every message matches: %s is empty", v.key)
		}
		bytes(d, v, m)
	}
	return []key[Matcher]{
		{name: "equal", takes: takesValue, doc: "The message is exactly this. Plain text as a matcher means the same.", one: true,
			example: "equal: hello", decode: bytes},
		{name: "hex", takes: takesHex, doc: "The message is exactly these bytes.", one: true,
			example: "hex: 00 ff",
			decode: func(d *decoder, v value, m *Matcher) {
				m.Value = &Value{Pos: v.pos, Kind: ValueHex}
				d.encoded(v, m.Value, decodeHex)
			}},
		{name: "base64", takes: takesBase64, doc: "The message is exactly these bytes.", one: true,
			example: "base64: aGVsbG8=",
			decode: func(d *decoder, v value, m *Matcher) {
				m.Value = &Value{Pos: v.pos, Kind: ValueBase64}
				d.encoded(v, m.Value, decodeBase64)
			}},
		{name: "contains", takes: takesValue, doc: "The message contains this. On a stream without a frame it takes up to the end of the first match.", one: true,
			example: "contains: lo wor", decode: part},
		{name: "starts_with", takes: takesValue, doc: "The message begins with this. On a stream without a frame it takes only the prefix.", one: true,
			example: "starts_with: HELLO", decode: part},
		{name: "ends_with", takes: takesValue, doc: "The message ends with this. On a stream without a frame it takes up to the end of the first match.", one: true,
			example: `ends_with: "\r\n"`, decode: part},
		{name: "matches", takes: takesPattern, doc: "This Lua pattern matches somewhere in the message. Lua patterns are not regular expressions: escapes begin with %, as in %d for a digit and %. for a full stop, and there is neither | nor {n}. On a stream without a frame it needs line, until, length or eof beside it, to say where the message ends.", one: true,
			example: `matches: "^seq=%d+$"`,
			decode:  func(d *decoder, v value, m *Matcher) { m.Value = d.patternOf(v) }},
		{name: "json", takes: takesData, doc: "The message is JSON with exactly this value. Members may be in any order, and numbers are compared by value; nothing may be missing or added. {{ expect.any }} and the other matchers of expect may stand for values. On a stream without a frame it takes one value.", one: true,
			example: `json: {type: pong, seq: 7, id: "{{ expect.any }}"}`,
			decode: func(d *decoder, v value, m *Matcher) {
				m.Value = &Value{Pos: v.pos, Kind: ValueJSON, JSON: d.jsonOf(v)}
			}},
		{name: "struct", takes: takesStruct, doc: "The message is these values, packed with a struct format; padding is ignored. A failure shows the values that differ.", one: true,
			example: `struct: {format: ">BHI", values: [2, 7, 0]}`,
			decode: func(d *decoder, v value, m *Matcher) {
				m.Value = &Value{Pos: v.pos, Kind: ValueStruct, Struct: d.structOf(v)}
			}},
		{name: "file", takes: takesFileName, doc: "The message is exactly the content of a file.", one: true,
			example: "file: \"{{ vars.tmp }}/answer.bin\"",
			decode: func(d *decoder, v value, m *Matcher) {
				m.Value = &Value{Pos: v.pos, Kind: ValueFile, Text: d.fileName(v)}
			}},
		{name: "fields", takes: takesFieldValues, doc: "The message has these fields with these values, and may have others. For a frame with a header. {{ expect.any }} and the other matchers of expect may stand for values, as in {seq: \"{{ expect.range(1, 9) }}\"}.", one: true,
			example: "fields: {type: pong, seq: 7}",
			decode: func(d *decoder, v value, m *Matcher) {
				m.Value = &Value{Pos: v.pos, Kind: ValueFields, Fields: d.fieldsTree(v)}
			}},
		{name: "lua", takes: takesExpression, doc: "This Lua expression is true; value is the message.", one: true,
			example: `lua: "#value > 3"`,
			decode: func(d *decoder, v value, m *Matcher) {
				m.Lua = d.condition(v, append(slices.Clone(d.scope.params), "value")...)
			}},
	}
}

// boundaryKeys declares the keys that say where a message ends.
func boundaryKeys[T any](of func(*T) *Boundary) []key[T] {
	return []key[T]{
		{name: "line", takes: takesBool, doc: "The message is a line; its \\n or \\r\\n is not part of it.",
			example: "line: true",
			decode:  func(d *decoder, v value, into *T) { of(into).Line = d.flag(v) }},
		{name: "until", takes: takesBytes, doc: "The message ends with these bytes, which are part of it.",
			example: `until: "\r\n\r\n"`,
			decode:  func(d *decoder, v value, into *T) { of(into).Until = d.bytes(v) }},
		{name: "eof", takes: takesBool, doc: "The message is everything up to the end of the stream.",
			example: "eof: true",
			decode:  func(d *decoder, v value, into *T) { of(into).EOF = d.flag(v) }},
	}
}

// matcher decodes a condition on a message.
func (d *decoder) matcher(v value) *Matcher {
	defer d.about("matchers")()
	m := &Matcher{Pos: v.pos, Kind: MatchEqual}
	if v.kind != mapNode {
		d.warnOfComparison(v)
		m.Value = d.value(v)
		return m
	}
	table := d.tables.matcher()
	table.decode(d, v, v.pos, m)
	d.matchKind(table, v, m)
	d.checkBoundary(v, &m.Boundary)
	return m
}

// matchKind settles what a matcher compares: length is a kind when it stands
// alone, and a boundary beside another kind.
func (d *decoder) matchKind(table table[Matcher], v value, m *Matcher) {
	kind, length := table.chosen(v.node), v.find("length")
	switch {
	case kind == nil && length == nil:
		if !table.hasUnknown(v) {
			d.fail(v.pos, "a matcher needs one of %s", strings.Join(append(table.ones(), "length"), ", "))
		}
		return
	case kind == nil:
		m.Kind = MatchLength
		return
	case length != nil && m.N > 0:
		m.Boundary.Length, m.N = m.N, 0
	}
	switch kind.key.text {
	case "hex", "base64", "file":
		m.Kind = MatchEqual
	default:
		m.Kind = MatchKind(kind.key.text)
	}
}

// checkBoundary notes where the end of a message is said, and reports one that
// would end in two ways.
func (d *decoder) checkBoundary(v value, b *Boundary) {
	var set []string
	for _, name := range []string{"line", "until", "eof", "length"} {
		if e := v.find(name); e != nil && (name != "length" || b.hasLength()) {
			set = append(set, name)
		}
	}
	if len(set) > 0 {
		b.Pos = v.find(set[0]).key.pos
	}
	if len(set) > 1 {
		d.fail(v.find(set[1]).key.pos, "a message ends either by `%s` or by `%s`", set[0], set[1]).about("boundaries")
	}
}

// warnOfComparison warns of text that was probably meant as a condition.
func (d *decoder) warnOfComparison(v value) {
	if v.kind != scalarNode || v.style != plainStyle || !looksLikeComparison(v.text) {
		return
	}
	d.warn(v.pos, "expect compares the next message with the text %s", quoteText(v.text)).Hint =
		"for a condition write check: " + v.text
}

func looksLikeComparison(text string) bool {
	for _, operator := range []string{" == ", " ~= ", " >= ", " <= ", " < ", " > "} {
		if left, right, found := strings.Cut(text, operator); found && left != "" && right != "" {
			return true
		}
	}
	return false
}
