// Package zlib is the Lua module "zlib", after Python's. What compresses and
// decompresses is luaapi/wire/deflate.
package zlib

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/deflate"
)

const (
	raises = "zlib.error: the data are wrong, too few, or more than max"
	wbits  = "The option wbits says what stands around the data: 15 a zlib header (as without it), 31 that of gzip, -15 nothing; 47 in decompressing finds out between the first two."
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "zlib", Doc: "Compression and checksums, after Python's zlib. Compressed data may differ from CPython's in its bytes, but each can decompress the other's.",
		Example: `local packed = zlib.compress(("abc"):rep(1000))
print(#packed < 50, #zlib.decompress(packed)) --> true	3000
print(zlib.crc32("123456789"), zlib.adler32("123456789")) --> 3421780262	152961502`,
		Funcs: []bind.Func{
			{Name: "compress", Params: "data: string, level?: integer", Returns: "string", Doc: "Returns data compressed with a zlib header. level is from 0, which stores, to 9, which is slowest; -1 is the default.", Run: compress},
			{Name: "decompress", Params: "data: string, options?: table", Returns: "string", Doc: "Returns the decompressed content of data, which is a whole stream; what follows its end is ignored. " + wbits + " The option max is how many bytes it may be, 16 MiB by default.", Errors: raises,
				Example: `local c = zlib.compressobj{wbits = 31}
local gzip = c:compress("hello ") .. c:compress("gzip") .. c:flush()
print(zlib.decompress(gzip, {wbits = 31})) --> hello gzip`, Run: decompress},
			{Name: "compressobj", Params: "options?: table", Returns: "Compress", Doc: "Returns an object that compresses data that come in pieces. The option level is as in compress. " + wbits + " The window always has 32 KiB.", Run: newCompressor},
			{Name: "decompressobj", Params: "options?: table", Returns: "Decompress", Doc: "Returns an object that decompresses data that come in pieces. " + wbits, Run: newDecompressor},
			{Name: "crc32", Params: "data: string, value?: integer", Returns: "integer", Doc: "Returns the CRC-32 of data, as gzip and Ethernet have it; value is that of what came before.", Example: `print(zlib.crc32("world", zlib.crc32("hello ")) == zlib.crc32("hello world")) --> true`, Run: checksum(deflate.CRC32, 0)},
			{Name: "adler32", Params: "data: string, value?: integer", Returns: "integer", Doc: "Returns the Adler-32 checksum of data; value is that of what came before.", Run: checksum(deflate.Adler32, 1)},
		},
		Consts: []bind.Const{
			{Name: "MAX_WBITS", Value: lua.LNumber(15), Doc: "the value of wbits for a zlib header"},
			{Name: "Z_DEFAULT_COMPRESSION", Value: lua.LNumber(-1), Doc: "the default level"},
			{Name: "Z_NO_COMPRESSION", Value: lua.LNumber(0), Doc: "the level that stores"},
			{Name: "Z_BEST_SPEED", Value: lua.LNumber(1), Doc: "the fastest level that compresses"},
			{Name: "Z_BEST_COMPRESSION", Value: lua.LNumber(9), Doc: "the slowest level"},
			{Name: "Z_SYNC_FLUSH", Value: lua.LNumber(syncFlush), Doc: "flush mode: everything so far can be decompressed, more may follow"},
			{Name: "Z_FINISH", Value: lua.LNumber(finish), Doc: "flush mode: the stream ends, as without a mode"},
		},
		Classes: []*bind.Class{compressClass, decompressClass},
	}
}

// maxBytes is what decompressing may give at once unless more is asked for;
// what may be asked for is bounded as every string.
const (
	maxBytes  = 16 << 20
	maxString = 256 << 20
)

func compress(c bind.Call) int {
	z := compressor(c, deflate.Zlib, c.OptInt(2, -1, 9, -1))
	begin, err := z.Compress(c.Bytes(1))
	head := string(begin)
	if err == nil {
		begin, err = z.Finish()
	}
	return result(c, lua.LString(head+string(begin)), err)
}

func decompress(c bind.Call) int {
	c.Options(2, "wbits", "max")
	out, err := deflate.Decompress(c.Bytes(1), readable(c, 2), integer(c, 2, "max", 0, maxString, maxBytes))
	return result(c, lua.LString(out), err)
}

func result(c bind.Call, v lua.LString, err error) int {
	if err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	return c.Push(v)
}

func checksum(add func(sum uint32, data []byte) uint32, start int) func(bind.Call) int {
	return func(c bind.Call) int {
		return c.Push(lua.LNumber(add(uint32(c.OptInt(2, 0, 1<<32-1, start)), c.Bytes(1))))
	}
}

// integer returns an option of the table in argument i, a whole number from
// low to high.
func integer(c bind.Call, i int, key string, low, high, otherwise int) int {
	v := c.Option(i, key)
	if v == lua.LNil {
		return otherwise
	}
	n, ok := v.(lua.LNumber)
	if !ok || n != lua.LNumber(int(n)) || int(n) < low || int(n) > high {
		c.Raise("%s must be an integer from %d to %d, got %s", key, low, high, bind.Describe(v))
	}
	return int(n)
}

// writable returns the format that the option wbits asks a compressor for.
func writable(c bind.Call, i int) deflate.Format {
	switch bits := integer(c, i, "wbits", -15, 31, 15); bits {
	case 15:
		return deflate.Zlib
	case 31:
		return deflate.Gzip
	case -15:
		return deflate.Raw
	default:
		c.Raise("wbits must be 15 (zlib), 31 (gzip) or -15 (raw), got %d; the window always has 32 KiB", bits)
	}
	return deflate.Raw
}

// readable returns the format that the option wbits says data have. Windows of
// every size can be read, so that only the kind counts.
func readable(c bind.Call, i int) deflate.Format {
	bits := integer(c, i, "wbits", -15, 47, 15)
	switch size := bits & 15; {
	case bits <= -8:
		return deflate.Raw
	case bits == 0 || bits > 0 && bits < 16 && size >= 8:
		return deflate.Zlib
	case bits > 16 && bits < 32 && size >= 8:
		return deflate.Gzip
	case bits >= 32 && (size == 0 || size >= 8):
		return deflate.Auto
	}
	c.Raise("wbits must be 8 to 15 (zlib), 24 to 31 (gzip), 40 to 47 (either) or -15 to -8 (raw), got %d", bits)
	return deflate.Raw
}
