// Package frames is the Lua module "frame": codecs, and streams that send and
// receive messages through them. The codecs are in luaapi/wire/frame, the
// streams in luaapi/wire/stream.
package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/uncopied"
)

const options = "opts?: table"

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "frame", Doc: "Codecs that cut a stream of bytes into messages. sock:framed(codec) puts one on a socket.",
		Example: `local codec = frame.length(">H", {max = 1024})
print(hex.encode(codec:encode("hi"), " "))  --> 00 02 68 69
local message, next_pos = codec:decode("\0\2hi\0\1")
print(message, next_pos)                    --> hi	5
print(codec:decode("\0\1", 1))            --> nil`,
		Funcs: []bind.Func{
			{Name: "length", Params: "format: string, " + options, Returns: "codec", Doc: "A length, packed by a struct format of one integer, then the message. Options: max (bytes of a message, 16 MiB by default), includes_header (the length counts itself).", Errors: "FrameError", Run: length},
			{Name: "delimiter", Params: "bytes: string, " + options, Returns: "codec", Doc: "The message, then the delimiter, which no message may contain. Options: max.", Errors: "FrameError", Run: delimiter},
			{Name: "fixed", Params: "n: integer", Returns: "codec", Doc: "Messages of exactly n bytes.", Errors: "FrameError", Run: fixed},
			{Name: "varint", Params: options, Returns: "codec", Doc: "A length as an unsigned LEB128 number, as Protocol Buffers write it, then the message. Options: max.", Errors: "FrameError", Run: varint},
			{Name: "netstring", Params: options, Returns: "codec", Doc: "Netstrings: the length in decimal, a colon, the message, a comma. Options: max.", Errors: "FrameError", Example: "print(frame.netstring():encode(\"hello\")) --> 5:hello,", Run: netstring},
			{Name: "header", Params: "fields: table", Returns: "codec", Doc: headerDoc, Errors: "FrameError", Example: headerExample, Run: declareHeader},
			{Name: "ref", Params: "name: string", Returns: "ref", Doc: "Stands for the header around it whose option name it is, in of and cases: so headers hold others of their own kind.", Example: refExample, Run: ref},
			{Name: "custom", Params: "codec: table", Returns: "codec", Doc: customDoc, Errors: "FrameError, with the field and its offset inside of a header", Example: customExample, Run: custom},
		},
		Classes: []*bind.Class{codecClass, streamClass, refClass},
	}
}

var codecClass = &bind.Class{
	Name: "codec", Doc: "Turns messages into bytes and back; never touches a socket.",
	Methods: []bind.Func{
		{Name: "encode", Params: "msg: any", Returns: "string", Doc: "Returns the bytes of msg.", Errors: "FrameError", Example: encodeExample, Run: encode, Direct: encodeDirectly},
		{Name: "decode", Params: "bytes: string, pos?: integer", Returns: "any, integer", Doc: "Returns the message at pos and the position after it, or nil when more bytes are needed.", Errors: "FrameError with offset and field", Example: decodeExample, Run: decode, Direct: decodeDirectly},
		{Name: "explain", Params: "bytes: string", Returns: "string", Doc: "Returns a text with every field of a header's message: offset, type, bytes and value, and what is wrong with it. Other codecs have no fields and raise.", Example: explainExample, Run: explain},
	},
	Meta: []bind.Func{{Name: "__tostring", Params: "codec: codec", Run: func(c bind.Call) int {
		return c.Push(lua.LString("frame." + bind.Object[frame.Codec](c, 1).Name()))
	}}},
}

// codecValue returns the Lua object of a codec.
func codecValue(s *thread.State, codec frame.Codec) lua.LValue { return bind.New(s, codecClass, codec) }

const headerDoc = `A binary header, declared field by field: {name, type, option = value, …}. Messages are tables of the fields. A codec or another header in place of the type is a group of that.
Types: u8 u16 u24 u32 u64 i8 i16 i32 i64 f32 f64 varint bool bytes bytes:N cstring pad:N json, the bit fields u1 to u63, which together fill bytes, most significant first, and list, switch and group, which hold other messages (sockrun docs nesting).
Options of a field: order ("big" or "little"), const, default, enum (names with their numbers), bits (names from the least significant bit; the value is a table of booleans, in which bits without a name are called bit5 when they are set), as = "int64", length (where the size of bytes or json comes from: an integer type before them, an earlier field, or a number in earlier JSON such as "head.filesize"), length_of (a field, a list of fields, or "message"; unit and plus beside it), crc16_of (as binascii.crc_hqx), crc32_of, crc32c_of, checksum_of with = function(bytes), hmac_of (key and digestmod beside it; of "message" the bytes of a check itself count as zeros, and a list of fields covers only those), when = function(m, outer) (the field is only there when it returns true; m has the fields before, outer those of the message around).
Options of a list: of (a type, a header, a codec, or frame.ref), count (a number, a type before the items, an earlier field), size (as length), rest = true. Of a switch: on (an earlier field), cases ({[1] = codec, …}), default. Of a group: of. Where an earlier field is named, head.size is a value in a group or JSON, and outer.n one of the message around.
Options of the header: name (for frame.ref inside of it), order ("big" by default), max (bytes of a message, 16 MiB by default), verify = false (decode in spite of wrong constants, lengths and checks, and list them in m.errors), base = true (codecs in Lua inside of it see its messages alone, not what is around them).
Constants, lengths and checks fill themselves in; one that is given is sent as given, and a message that was received gives them all: set its length and checks to nil before it is changed and sent on. Bits, bytes, lists and what codecs have for a type are empty when they are not given, and a group is one without its fields; other fields need a value or a default.`

const headerExample = `local message = frame.header{
  order = "big",
  {"magic",   "u16", const = 0xCAFE},
  {"type",    "u8",  enum = {ping = 1, pong = 2}},
  {"flags",   "u8",  bits = {"ack", "urgent"}},
  {"length",  "u16", length_of = "payload"},
  {"payload", "bytes"},
}
local bytes = message:encode{type = "ping", payload = "hi"}
print(hex.encode(bytes, " "))                --> ca fe 01 00 00 02 68 69
local m = message:decode(bytes)
print(m.type, m.flags.ack, m.payload)        --> ping	false	hi`

const encodeExample = `local message = frame.header{
  {"type", "u8", enum = {text = 1, points = 2}},
  {"length", "u16", length_of = "value"},
  {"value", "switch", on = "type", default = "bytes", cases = {
    points = frame.header{{"points", "list", of = frame.header{{"x", "i8"}, {"y", "i8"}}, rest = true}},
  }},
}
local bytes = message:encode{type = "points", value = {points = {{x = 1, y = 2}, {x = 3, y = -4}}}}
print(hex.encode(bytes, " "))                             --> 02 00 04 01 02 03 fc
print(hex.encode(message:encode{type = "text", value = "hi"}, " ")) --> 01 00 02 68 69`

const decodeExample = `local h = frame.header{
  verify = false,
  {"flags", "u8", bits = {"id"}},
  {"id", "u16", when = function(m) return m.flags.id end},
  {"crc", "u16", crc16_of = {"flags", "id"}},
}
local m = h:decode("\1\0\7\0\0")
print(m.id, m.errors[1].message)  --> 7	crc is 0x0000, but these bytes make it 0x47d7
print(h:decode("\0\0\0").id)      --> nil`

const explainExample = `local h = frame.header{{"names", "list", of = "cstring", count = "u8"}}
print(h:explain("\2a\0bc\0"))
--> offset  field     type     bytes     value
-->      0  names     list               2 items
-->      1  names[1]  cstring  61 00     "a"
-->      3  names[2]  cstring  62 63 00  "bc"`

const customDoc = `A codec in Lua: {encode = function(msg) return bytes end, decode = function(bytes, pos) return msg, next_pos end}; decode returns nil when more bytes are needed. Options beside them: max.
A header takes it as the type of a field, or as what a list, a group or a case is of; the field's value is then any value of Lua, and counts, lengths and switches may name it. decode gets the whole message around, as far as it has come, and the position of the field in it, so it can follow references by offset; encode gets a second argument: what lies before the field in the message, in which lengths and checks that are not known yet are zeros. An error that one of them raises is told with the field.`

const customExample = `-- A word, or the offset of the same word before it.
local word = frame.custom{
  encode = function(text, before)
    local at = before:find(text .. "\0", 1, true)
    return at and string.char(0xff, at - 1) or text .. "\0"
  end,
  decode = function(bytes, pos)
    local at = pos
    if bytes:byte(pos) == 0xff then at = bytes:byte(pos + 1) + 1 end
    local stop = bytes:find("\0", at, true)
    if stop then return bytes:sub(at, stop - 1), at == pos and stop + 1 or pos + 2 end
  end,
}
local path = frame.header{{"from", word}, {"hops", "list", of = word, count = "u8"}}
local bytes = path:encode{from = "home", hops = {"bus", "home"}}
print(hex.encode(bytes, " "))                 --> 68 6f 6d 65 00 02 62 75 73 00 ff 00
print(path:decode(bytes).hops[2])             --> home`

const refExample = `local tree = frame.header{
  name = "tree",
  {"value", "u8"},
  {"kids", "list", of = frame.ref "tree", count = "u8"},
}
local m = tree:decode("\1\2\7\0\9\0")
print(m.value, m.kids[1].value, m.kids[2].value)  --> 1	7	9`

func maxOption(c bind.Call, i int) int { return bytesOption(c, i, "max", frame.DefaultMax) }

// bytesOption is an option that is a number of bytes, at least one.
func bytesOption(c bind.Call, i int, key string, otherwise int) int {
	v := c.Option(i, key)
	if v == lua.LNil {
		return otherwise
	}
	n, ok := v.(lua.LNumber)
	if !ok || n < 1 || n != lua.LNumber(int(n)) {
		c.Raise("%s must be a number of bytes, got %s", key, bind.Describe(v))
	}
	return int(n)
}

// made pushes a codec, or raises why there is none.
func made(c bind.Call, codec frame.Codec, err error) int {
	if err != nil {
		c.Raise("%s", err)
	}
	return c.Push(codecValue(c.S, codec))
}

func length(c bind.Call) int {
	c.Options(2, "max", "includes_header")
	includes := lua.LVAsBool(c.Option(2, "includes_header"))
	codec, err := frame.Length(c.String(1), frame.LengthOptions{Max: maxOption(c, 2), IncludesHeader: includes})
	return made(c, codec, err)
}

func delimiter(c bind.Call) int {
	c.Options(2, "max")
	codec, err := frame.Delimiter([]byte(c.String(1)), frame.Options{Max: maxOption(c, 2)})
	return made(c, codec, err)
}

func fixed(c bind.Call) int {
	codec, err := frame.Fixed(c.Int(1, 1, frame.DefaultMax))
	return made(c, codec, err)
}

func varint(c bind.Call) int {
	c.Options(1, "max")
	codec, err := frame.Varint(frame.Options{Max: maxOption(c, 1)})
	return made(c, codec, err)
}

func netstring(c bind.Call) int {
	c.Options(1, "max")
	codec, err := frame.Netstring(frame.Options{Max: maxOption(c, 1)})
	return made(c, codec, err)
}

func custom(c bind.Call) int {
	c.Options(1, "encode", "decode", "max")
	encode, ok := c.Option(1, "encode").(*lua.LFunction)
	decode, also := c.Option(1, "decode").(*lua.LFunction)
	if !ok || !also {
		c.Raise("a codec has the functions encode(msg) and decode(bytes, pos)")
	}
	return made(c, &scripted{state: c.S, encode: encode, decode: decode, max: maxOption(c, 1)}, nil)
}

func encode(c bind.Call) int {
	data, err := encodeArgument(c, bind.Self[frame.Codec](c))
	if err != nil {
		return fail(c, err)
	}
	return c.Push(lua.LString(uncopied.String(data))) // it is nobody else's
}

// encodeArgument goes around frame.Message for a header: what is put into it
// and taken out at once has to wait for the memory.
func encodeArgument(c bind.Call, codec frame.Codec) ([]byte, error) {
	if s, ok := codec.(*structured); ok {
		if table, ok := c.Arg(1).(*lua.LTable); ok {
			return s.encode(nil, table)
		}
	}
	return codec.Encode(nil, message(c, 1))
}

func decode(c bind.Call) int {
	data, pos := c.Bytes(1), c.OptInt(2, 1, 1<<53, 1)
	if pos > len(data)+1 {
		c.Raise("pos %d lies behind the %s", pos, plural.Of(len(data), "byte"))
	}
	message, n, err := decodeString(bind.Self[frame.Codec](c), data[pos-1:])
	if err != nil {
		return fail(c, err)
	}
	if n <= 0 {
		return c.Push(lua.LNil)
	}
	return c.Push(message, c.S.Number(lua.LNumber(pos+n)))
}

// decodeString decodes the bytes of a string.
func decodeString(codec frame.Codec, data []byte) (message lua.LValue, n int, err error) {
	if s, ok := codec.(*structured); ok {
		return s.decode(data, alone) // of a string that may be longer
	}
	m, n, err := codec.Decode(data, 0)
	return value(m), n, err
}
