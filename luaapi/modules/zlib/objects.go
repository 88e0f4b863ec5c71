package zlib

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/deflate"
)

// The modes of flush, by zlib's numbers.
const (
	syncFlush = 2
	finish    = 4
)

var compressClass = &bind.Class{
	Name: "Compress", Doc: "A stream that is being compressed. What its calls return, one after the other, is the stream.",
	Methods: []bind.Func{
		{Name: "compress", Params: "data: string", Returns: "string", Doc: "Adds data, and returns what is ready of the stream, which may be nothing.", Errors: "zlib.error: the stream has ended", Run: compressMore},
		{Name: "flush", Params: "mode?: integer", Returns: "string", Doc: "Ends the stream and returns the rest of it; with zlib.Z_SYNC_FLUSH, returns all that can be returned so far and goes on.", Errors: "zlib.error: the stream has ended", Run: flush},
	},
}

var decompressClass = &bind.Class{
	Name: "Decompress", Doc: "A stream that is being decompressed.",
	Fields: []bind.Const{
		{Name: "eof", Doc: "whether the end of the stream has come"},
		{Name: "unused_data", Doc: "what came behind the end of the stream"},
		{Name: "unconsumed_tail", Doc: "what the last call did not come to because of max_length, to be given again"},
	},
	Methods: []bind.Func{
		{Name: "decompress", Params: "data: string, max_length?: integer", Returns: "string", Doc: "Adds data and returns what can be decompressed, at most max_length bytes. Without it a call may return 16 MiB, and fails when there is more.", Errors: raises, Run: decompressMore},
		{Name: "flush", Returns: "string", Doc: "Returns what unconsumed_tail decompresses to.", Errors: raises, Run: flushRest},
	},
	Example: `local d = zlib.decompressobj()
local packed = zlib.compress("hello") .. "behind"
local text = ""
for i = 1, #packed do text = text .. d:decompress(packed:sub(i, i)) end
print(text, d.eof, d.unused_data) --> hello	true	behind`,
}

func newCompressor(c bind.Call) int {
	c.Options(1, "level", "wbits")
	z := compressor(c, writable(c, 1), integer(c, 1, "level", -1, 9, -1))
	return c.Push(bind.New(c.S, compressClass, z))
}

func compressor(c bind.Call, f deflate.Format, level int) *deflate.Compressor {
	z, err := deflate.NewCompressor(f, level)
	if err != nil {
		c.Raise("%s", err)
	}
	return z
}

func compressMore(c bind.Call) int {
	out, err := bind.Self[*deflate.Compressor](c).Compress(c.Bytes(1))
	return result(c, lua.LString(out), err)
}

func flush(c bind.Call) int {
	z, run := bind.Self[*deflate.Compressor](c), (*deflate.Compressor).Finish
	switch mode := c.OptInt(1, 0, 5, finish); mode {
	case finish:
	case syncFlush:
		run = (*deflate.Compressor).Flush
	default:
		c.Raise("mode must be zlib.Z_SYNC_FLUSH or zlib.Z_FINISH, got %d", mode)
	}
	out, err := run(z)
	return result(c, lua.LString(out), err)
}

func newDecompressor(c bind.Call) int {
	c.Options(1, "wbits")
	d := &decompressor{deflate.NewDecompressor(readable(c, 1)), decompressClass}
	ud := bind.New(c.S, decompressClass, d)
	d.show(c, ud)
	return c.Push(ud)
}

// decompressor is what objects hold; it knows its class, since the methods
// of that cannot name it.
type decompressor struct {
	*deflate.Decompressor
	class *bind.Class
}

// show brings the fields of the object up to date.
func (d *decompressor) show(c bind.Call, ud *lua.LUserData) {
	bind.SetFields(c.S, d.class, ud,
		bind.Field{Name: "eof", Value: lua.LBool(d.Done())},
		bind.Field{Name: "unused_data", Value: lua.LString(d.Unused())},
		bind.Field{Name: "unconsumed_tail", Value: lua.LString(d.Unconsumed())})
}

func decompressMore(c bind.Call) int {
	data, limit := c.Bytes(1), c.OptInt(2, 0, maxString, 0)
	if limit > 0 {
		return decompressUpTo(c, data, limit, false)
	}
	return decompressUpTo(c, data, maxBytes, true)
}

func flushRest(c bind.Call) int {
	d := bind.Self[*decompressor](c)
	return decompressUpTo(c, []byte(string(d.Unconsumed())), maxBytes, true)
}

// decompressUpTo pushes at most limit bytes; that there are more is an error
// where all are meant.
func decompressUpTo(c bind.Call, data []byte, limit int, all bool) int {
	d := bind.Self[*decompressor](c)
	out, err := d.Decompress(data, limit)
	if err == nil && all && d.Full() {
		err = deflate.TooMuch(limit)
	}
	d.show(c, c.L.Get(1).(*lua.LUserData))
	return result(c, lua.LString(out), err)
}
