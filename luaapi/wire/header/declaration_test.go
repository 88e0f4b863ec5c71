package header_test

import (
	"errors"
	"strings"
	"testing"

	"sockrun/luaapi/wire/header"
)

func TestRefusedDeclarations(t *testing.T) {
	t.Parallel()
	body := field("body", "bytes")
	head := compiled(field("kind", "u8", "enum", enum("a", 1)), field("n", "u8"), field("text", "cstring"))
	counted := compiled(field("items", "list", "of", "u8", "count", "outer.n"))
	tests := []struct {
		decl   header.Declaration
		index  int
		option string
		want   string
	}{
		{declare(), -1, "", "a header needs at least one field"},
		{with(declare(body), "order", "middle"), -1, "order", `order must be "big" or "little", got "middle"`},
		{with(declare(body), "max", 0), -1, "max", "max must be a number of bytes from 1 to 2147483647, got 0"},
		{with(declare(body), "verify", "no"), -1, "verify", `verify must be true or false, got "no"`},
		{with(declare(body), "endian", "big"), -1, "endian", "unknown option endian of a header; did you mean order?"},
		{with(declare(body), "oder", "big"), -1, "oder", "unknown option oder of a header; did you mean order?"},
		{with(declare(body), "fields", l{}), -1, "fields", `unknown option fields of a header; its fields stand in it themselves: {{"seq", "u16"}, {"kind", "u8"}}`},
		{declare(field("", "u8")), 0, "name", "field 1: a field needs a name"},
		{declare(field("a", "u8"), field("a", "u8")), 1, "name", `field "a": there are two fields of this name`},
		{declare(field("message", "u8")), 0, "name", `field "message": no field can be named message, which stands for all of them`},
		{with(declare(field("errors", "u8")), "verify", false), 0, "name", `field "errors": no field can be named errors beside verify = false, which lists what is wrong there`},
		{declare(field("a", "u65")), 0, "type", `field "a": unknown type "u65"; did you mean u64?`},
		{declare(field("a", "int")), 0, "type", `field "a": unknown type "int": here it is i32`},
		{declare(field("a", "uint32_t")), 0, "type", `field "a": unknown type "uint32_t": here it is u32`},
		{declare(field("a", "Int16")), 0, "type", `field "a": unknown type "Int16": here it is i16`},
		{declare(field("a", "double")), 0, "type", `field "a": unknown type "double": here it is f64`},
		{declare(field("a", "string")), 0, "type", `field "a": unknown type "string": here it is bytes with a length, or cstring`},
		{declare(field("a", "quux")), 0, "type", `field "a": unknown type "quux"; there are u8, u16, u24, u32, u64, i8, i16, i32, i64, f32, f64, varint, bool, bytes, cstring, json, list, switch, group, bytes:N, pad:N and the bit fields u1 to u63`},
		{declare(field("a", "i24")), 0, "type", `field "a": unknown type "i24"; did you mean u24?`},
		{declare(field("a", "byts")), 0, "type", `field "a": unknown type "byts"; did you mean bytes?`},
		{declare(field("a", "bytes:0")), 0, "type", `field "a": the type bytes:N takes a number of bytes from 1 to 16777216, got "0"`},
		{declare(field("a", "pad:x")), 0, "type", `field "a": the type pad:N takes a number of bytes from 1 to 16777216, got "x"`},
		{declare(field("a", "u8", "defualt", 1)), 0, "defualt", `field "a": unknown option defualt; did you mean default?`},
		{declare(field("a", "u16", "endian", "big")), 0, "endian", `field "a": unknown option endian; did you mean order?`},
		{declare(field("a", "u8", "crc8_of", "message")), 0, "crc8_of", `field "a": unknown option crc8_of; did you mean checksum_of with a function for with, which computes it?`},
		{declare(field("a", "u8", "const", 1, "const", 2)), 0, "const", `field "a": const is given twice`},
		{declare(field("a", "u8", "const", 1, "default", 2)), 0, "default", `field "a": const and default do not go together`},
		{declare(field("a", "u8", "const", 256)), 0, "const", `field "a": const: u8 takes 0 to 255, got 256`},
		{declare(field("a", "u16", "const", "0xCAFE")), 0, "const", `field "a": const: u16 takes an integer, got "0xCAFE": leave the quotes out`},
		{declare(field("a", "u64", "const", 1e18)), 0, "const", `field "a": const: u64 takes an integer, got 1000000000000000000, a float of 2^53 or more, which may be rounded: write all digits, in Lua in int64("…")`},
		{declare(field("a", "u16", "const", 1.5)), 0, "const", `field "a": const: u16 takes an integer, got 1.5`},
		{declare(field("a", "varint", "default", "-1")), 0, "default", `field "a": default: varint takes an integer, got "-1": leave the quotes out`},
		{declare(field("a", "u8", "default", "x")), 0, "default", `field "a": default: u8 takes an integer, got "x"`},
		{declare(field("a", "u8", "const", l{1})), 0, "const", `field "a": const must be an integer, got a list`},
		{declare(field("a", "u8", "enum", l{"x"})), 0, "enum", `field "a": enum must be names with their numbers, such as {ping = 1, pong = 2}, got a list`},
		{declare(field("a", "u8", "enum", enum("x", "1"))), 0, "enum", `field "a": enum gives x no whole number but "1"`},
		{declare(field("a", "u8", "enum", enum("1", "x"))), 0, "enum", `field "a": enum gives 1 no whole number but "x": the names come first`},
		{declare(field("a", "u8", "enum", enum("x", 300))), 0, "enum", `field "a": enum gives x the number 300, which u8 does not hold`},
		{declare(field("a", "f32", "enum", enum("x", 1))), 0, "enum", `field "a": enum has no meaning for the type f32`},
		{declare(field("a", "u8", "bits", l{"a", "b", "c", "d", "e", "f", "g", "h", "i"})), 0, "bits", `field "a": bits names 9 bits, but u8 has 8`},
		{declare(field("a", "u8", "bits", l{"a", "a"})), 0, "bits", `field "a": bits names a twice`},
		{declare(field("a", "u8", "bits", 4)), 0, "bits", `field "a": bits names single bits; a field of 4 bits has the type u4`},
		{declare(field("a", "u8", "bits", 0)), 0, "bits", `field "a": bits must be a list of names, got 0`},
		{declare(field("a", "i8", "bits", l{"a"})), 0, "bits", `field "a": bits has no meaning for the type i8`},
		{declare(field("a", "u8", "as", "int")), 0, "as", `field "a": as must be "int64", got "int"`},
		{declare(field("a", "u8", "order", "native")), 0, "order", `field "a": order must be "big" or "little", got "native"`},
		{declare(field("a", "cstring", "order", "big")), 0, "order", `field "a": order has no meaning for the type cstring`},
		{declare(field("a", "u8", "unit", 4)), 0, "unit", `field "a": unit needs length_of beside it`},
		{declare(field("a", "u8", "unit", 0, "length_of", "body"), body), 0, "unit", `field "a": unit must be a whole number from 1 to 1048576, got 0`},
		{declare(field("a", "u8", "plus", 1.5, "length_of", "body"), body), 0, "plus", `field "a": plus must be a whole number from -1048576 to 1048576, got 1.5`},
		{declare(field("a", "u8", "length_of", "bdy"), body), 0, "length_of", `field "a": length_of names "bdy", which is no field; did you mean body?`},
		{declare(field("a", "u8", "length_of", 1), body), 0, "length_of", `field "a": length_of must be a field's name, a list of names, or "message", got 1`},
		{declare(field("a", "bytes:2", "length_of", "body"), body), 0, "length_of", `field "a": length_of has no meaning for the type bytes:2`},
		{declare(field("a", "u8", "length_of", "body", "const", 1), body), 0, "const", `field "a": length_of and const do not go together`},
		{declare(field("n", "u8", "const", 4), field("body", "bytes", "length", "n")), 1, "length", `field "body": length names n, whose const is 4: leave that const out, or give body a type of a fixed size and no length`},
		{declare(field("c", "u16", "crc32_of", "body"), body), 0, "crc32_of", `field "c": crc32_of needs 32 bits, but u16 has 16`},
		{declare(field("c", "varint", "crc32_of", "body"), body), 0, "crc32_of", `field "c": crc32_of has no meaning for the type varint: it takes u32 or u64`},
		{declare(field("c", "u32", "crc32_of", "c"), body), 0, "crc32_of", `field "c": a check cannot be one of the fields that it covers; "message" counts it as zero`},
		{declare(field("c", "u32", "crc32_of", "body", "crc32c_of", "body"), body), 0, "crc32c_of", `field "c": crc32c_of stands beside another check`},
		{declare(field("c", "u32", "crc32_of", "d"), field("d", "u32", "crc32_of", "c")), 0, "crc32_of", `field "c": the checks c and d cover each other: let one name the fields that it covers, without the other`},
		{declare(field("a", "bytes:3"), field("c", "u32", "crc32_of", "message"), field("d", "u16", "crc16_of", "message")), 1, "crc32_of", `field "c": the checks c and d cover each other: let one name the fields that it covers, without the other`},
		{declare(field("a", "bytes:3"), field("c", "u32", "crc32_of", l{"a", "d"}), field("d", "u16", "crc16_of", "message")), 1, "crc32_of", `field "c": the checks c and d cover each other: let one name the fields that it covers, without the other`},
		{declare(field("c", "bytes:4", "hmac_of", "message", "key", "k", "digestmod", "md5"), field("d", "u16", "crc16_of", "e"), field("e", "u32", "crc32_of", "c")), 0, "hmac_of", `field "c": the checks c and d and e cover each other: let one name the fields that it covers, without the other`},
		{declare(field("a", "u8"), field("c", "u32", "crc32_of", "message"), field("d", "u16", "crc16_of", "message", "when", odd("a"))), 1, "crc32_of", `field "c": the checks c and d cover each other: let one name the fields that it covers, without the other`},
		{declare(field("c", "u32", "checksum_of", "body"), body), 0, "checksum_of", "field \"c\": checksum_of needs the function `with` beside it"},
		{declare(field("c", "u32", "with", header.Sum(sum8)), body), 0, "with", `field "c": with needs checksum_of beside it`},
		{declare(field("c", "u32", "checksum_of", "body", "with", "sum"), body), 0, "with", `field "c": with must be a function of bytes, got "sum"`},
		{declare(field("a", "u4"), field("b", "u8")), 0, "type", `field "a": 4 bits are missing to fill whole bytes before b, whose u8 counts as 8 more bits`},
		{declare(field("a", "u4"), body), 0, "type", `field "a": 4 bits are missing to fill whole bytes before body: the bit fields up to it have 4 bits`},
		{declare(field("a", "u17"), field("b", "u6"), field("c", "u2"), field("d", "u8"), body), 0, "type", `field "a": 7 bits are missing to fill whole bytes before body: did you mean u16?`},
		{declare(field("a", "u31"), field("b", "u8")), 0, "type", `field "a": 1 bit is missing to fill whole bytes at the end: did you mean u32?`},
		{declare(field("a", "u17"), field("b", "u6"), body), 1, "type", `field "b": 1 bit is missing to fill whole bytes before body: the bit fields up to it have 23 bits (a is u17, b is u6)`},
		{declare(field("a", "u3"), field("b", "u4"), field("c", "u8")), 1, "type", `field "b": 1 bit is missing to fill whole bytes before c, whose u8 counts as 8 more bits (a is u3, b is u4)`},
		{declare(field("a", "u63"), field("b", "u9")), 1, "type", `field "b": the bit fields up to it have 72 bits: they must fill 1 to 8 whole bytes`},
		{declare(field("a", "u4"), field("b", "u4", "order", "little")), 1, "order", `field "b": bit fields that share bytes have one order`},
		{declare(field("n", "u8", "length_of", l{"a", "body"}), field("a", "u4"), field("b", "u4"), body), 0, "length_of", `field "n": length_of names bit fields that share bytes with b: name that too`},
		{declare(body, field("b", "bytes")), 0, "type", `field "body": nothing says where it ends: bytes:4 are 4 bytes; for other lengths give it a length, or let an earlier field hold it with length_of`},
		{declare(body, field("n", "u8", "length_of", "body"), field("s", "cstring")), 0, "type", `field "body": nothing says where it ends: bytes:4 are 4 bytes; for other lengths give it a length, or let an earlier field hold it with length_of`},
		{declare(field("n", "u8", "when", header.When(never), "length_of", "body"), body, field("s", "cstring")), 1, "type", `field "body": nothing says where it ends when n, its length, is not there; if it is empty then, give it the length n`},
		{declare(field("c", "u32", "crc32_of", "mesage"), body), 0, "crc32_of", `field "c": crc32_of names "mesage", which is no field; did you mean message, which stands for all?`},
		{declare(field("c", "u32", "crc32_of", l{"message", "body"}), body), 0, "crc32_of", `field "c": crc32_of names message beside others: it stands for all fields and goes alone`},
		{declare(field("n", "u32", "length_of", l{"body", "message"}), body), 0, "length_of", `field "n": length_of names message beside others: it stands for all fields and goes alone`},
		{declare(field("body", "bytes", "length", "n"), field("n", "u8")), 0, "length", `field "body": length names n, which does not come before it`},
		{declare(field("n", "f32"), field("body", "bytes", "length", "n")), 1, "length", `field "body": length names n, which holds no length`},
		{declare(field("n", "u8"), field("body", "bytes", "length", "n.size")), 1, "length", `field "body": length looks for size in n, which is no JSON`},
		{declare(field("n", "u8", "length_of", "message"), field("body", "bytes", "length", "n")), 1, "length", `field "body": length names n, which is the length of something else`},
		{declare(field("body", "bytes", "length", "i8")), 0, "length", `field "body": length is "i8", which is neither a whole unsigned type nor an earlier field; did you mean u8?`},
		{declare(field("body", "bytes", "length", 4)), 0, "length", `field "body": length names a type or a field; 4 bytes are the type bytes:4`},
		{declare(field("body", "bytes:4", "length", "u8")), 0, "length", `field "body": length has no meaning for the type bytes:4`},
		{declare(field("a", "list")), 0, "type", `field "a": a list needs of`},
		{declare(field("a", "group", "of", "u8", "default", 1)), 0, "default", `field "a": default has no meaning for a group, the type of a field that is another frame or header: give it to the fields in there, or use the type bytes with length for bytes behind their length`},
		{declare(field("a", "group")), 0, "type", `field "a": a group needs of`},
		{declare(field("a", "u8"), field("b", "switch", "on", "a")), 1, "type", `field "b": a switch needs cases`},
		{declare(field("a", "u8"), field("b", "switch", "cases", cases(1, "u8"))), 1, "type", `field "b": a switch needs on`},
		{declare(field("a", "list", "of", "u9", "count", 1)), 0, "of", `field "a": of: 7 bits are missing to fill whole bytes at the end: the bit fields up to it have 9 bits`},
		{declare(field("a", "list", "of", "u99", "count", 1)), 0, "of", `field "a": of: unknown type "u99"; there are u8, u16, u24, u32, u64, i8, i16, i32, i64, f32, f64, varint, bool, bytes, cstring, json, list, switch, group, bytes:N, pad:N and the bit fields u1 to u63`},
		{declare(field("a", "list", "of", 5, "count", 1)), 0, "of", `field "a": of must be a type, a header, a codec or frame.ref(name), got 5`},
		{declare(field("a", "list", "of", "bytes", "size", "u8")), 0, "of", `field "a": nothing says where an item ends: its a takes all that is left`},
		{declare(field("a", "list", "of", "u8"), field("s", "cstring")), 0, "type", `field "a": nothing says where it ends: give it count or size, or let an earlier field hold its length with length_of`},
		{declare(field("n", "u8"), field("a", "switch", "on", "n", "cases", cases(1, "bytes")), field("s", "cstring")), 1, "type", `field "a": nothing says where it ends: give it a length, or let an earlier field hold it with length_of`},
		{declare(field("a", "list", "of", "u8", "rest", true, "count", 1)), 0, "count", `field "a": rest and count do not go together`},
		{declare(field("a", "list", "of", "u8", "rest", false)), 0, "rest", `field "a": rest must be true, got false`},
		{declare(field("a", "list", "of", "u8", "count", -1)), 0, "count", `field "a": count must be from 0 to 262144, got -1`},
		{declare(field("a", "list", "of", "u8", "count", "n"), field("n", "u8")), 0, "count", `field "a": count names n, which does not come before it`},
		{declare(field("nn", "u8"), field("a", "list", "of", "u8", "count", "n")), 1, "count", `field "a": count names "n", which is no field; did you mean nn?`},
		{declare(field("head", "group", "of", head), field("a", "list", "of", "u8", "count", "head.m")), 1, "count", `field "a": count names head.m, but head has no m; there are kind, n, text`},
		{declare(field("head", "group", "of", head), field("a", "list", "of", "u8", "count", "head.text")), 1, "count", `field "a": count names head.text, which holds no number of items`},
		{declare(field("head", "group", "of", head), field("b", "bytes", "length", "head.knid")), 1, "length", `field "b": length names head.knid, but head has no knid; did you mean kind?`},
		{declare(field("head", "group", "of", head), field("b", "bytes", "length", "head.text")), 1, "length", `field "b": length names head.text, which holds no length`},
		{declare(field("head", "group", "of", head), field("b", "bytes", "length", "head.n.x")), 1, "length", `field "b": length looks for x in head.n, which is neither JSON nor a group`},
		{declare(field("head", "group", "of", head), field("b", "switch", "on", "head.knd", "cases", cases(1, "u8"))), 1, "on", `field "b": on names head.knd, but head has no knd; did you mean kind?`},
		{declare(field("head", "group", "of", head), field("b", "switch", "on", "head.kind", "cases", cases("b", "u8"))), 1, "cases", `field "b": cases: "b" is none of its names; there are a`},
		{declare(field("kind", "u8"), field("in", "group", "of", counted)), 1, "of", `field "in": what stands in it names outer.n, and there is no field n here; there are kind`},
		{declare(field("nn", "u8"), field("in", "list", "of", counted, "count", 2)), 1, "of", `field "in": what stands in it names outer.n, and there is no field n here; did you mean nn?`},
		{declare(field("in", "group", "of", counted), field("n", "u8")), 0, "of", `field "in": what stands in it names outer.n, which does not come before it`},
		{declare(field("in", "group", "of", counted)), 0, "of", `field "in": what stands in it names outer.n, and there is no field n here; there are none`},
		{declare(field("k", "u8"), field("in", "switch", "on", "k", "cases", cases(1, "u8", 2, counted, 3, counted))), 1, "cases", `field "in": what stands in it names outer.n, and there is no field n here; there are k`},
		{declare(field("n", "f32"), field("a", "list", "of", "u8", "count", "n")), 1, "count", `field "a": count names n, which holds no number of items`},
		{declare(field("n", "u8"), field("a", "list", "of", "u8", "count", "n"), field("b", "list", "of", "u8", "count", "n")), 2, "count", `field "b": count names n, which counts something else`},
		{declare(field("n", "u8"), field("a", "switch", "on", "n.x", "cases", cases(1, "u8"))), 1, "on", `field "a": on looks for x in n, which is neither JSON nor a group`},
		{declare(field("n", "f32"), field("a", "switch", "on", "n", "cases", cases(1, "u8"))), 1, "on", `field "a": on names n, which holds nothing to choose by`},
		{declare(field("n", "u8"), field("a", "switch", "on", "n", "cases", cases("x", "u8"))), 1, "cases", `field "a": cases: u8 takes an integer, got "x"`},
		{declare(field("n", "u8", "enum", enum("ping", 1)), field("a", "switch", "on", "n", "cases", cases("ping", "u8", 1, "u8"))), 1, "cases", `field "a": cases has 1 twice`},
		{declare(field("n", "u8", "enum", enum("ping", 1)), field("a", "switch", "on", "n", "cases", cases("pnig", "u8"))), 1, "cases", `field "a": cases: "pnig" is none of its names; did you mean ping?`},
		{declare(field("n", "u4", "when", header.When(never)), field("m", "u4")), 0, "when", `field "n": a bit field shares its bytes with others, which are always there`},
		{declare(field("n", "u8", "when", "m.x")), 0, "when", `field "n": when must be a function of the fields before, got "m.x"`},
		{declare(field("c", "bytes:4", "hmac_of", "b", "key", "secret"), field("b", "u8")), 0, "hmac_of", `field "c": hmac_of needs digestmod beside it`},
		{declare(field("c", "bytes:4", "hmac_of", "b", "digestmod", "md5"), field("b", "u8")), 0, "hmac_of", `field "c": hmac_of needs key beside it`},
		{declare(field("c", "bytes:4", "key", "secret"), field("b", "u8")), 0, "key", `field "c": key needs hmac_of beside it`},
		{declare(field("c", "bytes:4", "hmac_of", "b", "digestmod", "md5", "key", 1234), field("b", "u8")), 0, "key", `field "c": key must be bytes`},
		{declare(field("c", "bytes:4", "hmac_of", "b", "digestmod", "secret", "key", "x"), field("b", "u8")), 0, "digestmod", `field "c": digestmod is none: no hash has the name that was given (there are blake2b, blake2s, md5, sha1, sha224, sha256, sha384, sha3_224, sha3_256, sha3_384, sha3_512, sha512, sha512_256)`},
		{declare(field("c", "bytes:40", "hmac_of", "b", "digestmod", "sha256", "key", "x"), field("b", "u8")), 0, "type", `field "c": bytes:40 has more bytes than the 32 of sha256`},
		{declare(field("c", "u32", "hmac_of", "b"), field("b", "u8")), 0, "hmac_of", `field "c": hmac_of has no meaning for the type u32: it takes bytes:N, such as bytes:32`},
		{declare(field("c", "u33", "crc16_of", "b"), field("d", "u31"), field("b", "u8")), 0, "crc16_of", `field "c": crc16_of has no meaning for the type u33: it takes u16, u24, u32 or u64`},
		{declare(field("c", "f32", "checksum_of", "b", "with", header.Sum(sum8)), field("b", "u8")), 0, "checksum_of", `field "c": checksum_of has no meaning for the type f32: it takes u8, u16, u24, u32, u64 or bytes:N`},
		{with(declare(field("n", "u8"), field("kids", "list", "of", header.Ref("node"), "count", "n"), field("rest", "bytes")), "name", "node"), 1, "of", `field "kids": nothing says where node inside of it ends: rest takes all that is left`},
	}
	for _, test := range tests {
		_, err := header.New(test.decl)
		var wrong *header.DeclarationError
		if !errors.As(err, &wrong) {
			t.Errorf("got %v\nwant %s", err, test.want)
			continue
		}
		if err.Error() != test.want || wrong.Field != test.index || wrong.Option != test.option {
			t.Errorf("got %d %q %s\nwant %d %q %s", wrong.Field, wrong.Option, err, test.index, test.option, test.want)
		}
	}
}

// TestManyMistakes requires that those of different fields are told together.
func TestManyMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		decl header.Declaration
		want []string
	}{
		"of options": {with(with(declare(field("a", "u8")), "order", "middle"), "max", -1), []string{"order must", "max must"}},
		"of one field": {declare(field("a", "u8", "enmu", 1, "const", header.List{}, "unit", 0)),
			[]string{`"a": unknown option enmu`, `"a": const must be`, `"a": unit must be`}},
		"beside a type that is none": {declare(field("a", "u9x"), field("b", "u8", "length_of", l{"a", "bdy"}), field("c", "u32", "crc32_of", "bdy"), field("body", "bytes")),
			[]string{`"a": unknown type`, `"b": length_of names "bdy"`, `"c": crc32_of names "bdy"`}},
		"of what is inside": {declare(field("a", "list", "of", "u9x", "count", 1), field("b", "switch", "on", "zz", "cases", cases(1, "foo", 2, "bar"), "default", 7)),
			[]string{`"a": of: unknown type`, `"b": cases: unknown type "foo"`, `"b": cases: unknown type "bar"`, `"b": default must be`}},
		"of bits": {declare(field("a", "u4"), field("b", "u4", "order", "little"), field("x", "bytes:2"), field("c", "u3"), field("y", "cstring")),
			[]string{`"b": bit fields that share`, `"c": 5 bits are missing`}},
		"between fields": {declare(field("a", "u8", "length_of", "bdy"), field("b", "u8", "default", 300), field("d", "list", "of", "u8", "count", "nn"),
			field("e", "switch", "on", "x", "cases", cases(1, "u8")), field("body", "bytes", "length", "zz"), field("l", "u8", "enum", enum("x", 1, "y", 256))),
			[]string{`"a": length_of names "bdy"`, `"b": default: u8 takes`, `"d": count names "nn"`, `"e": on names "x"`, `"body": length is "zz"`, `"l": enum gives y`}},
		"of ends": {declare(field("a", "bytes"), field("b", "bytes"), field("c", "cstring")), []string{`"a": nothing says where it ends`, `"b": nothing says`}},
	}
	for name, test := range tests {
		_, err := header.New(test.decl)
		var wrong *header.DeclarationError
		if !errors.As(err, &wrong) || len(wrong.All()) != len(test.want) {
			t.Errorf("mistakes %s: %v", name, err)
			continue
		}
		for i, w := range wrong.All() {
			if !strings.Contains(w.Error(), test.want[i]) || len(w.Others) > 0 && i > 0 {
				t.Errorf("mistakes %s: %q, want %q", name, w, test.want[i])
			}
		}
	}
}
