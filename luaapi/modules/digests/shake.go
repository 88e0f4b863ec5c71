package digests

import (
	"encoding/hex"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/digest"
)

// maxOutput is how many bytes of a SHAKE's output one call gives.
const maxOutput = 16 << 20

// shake is what objects of the SHAKE functions hold.
type shake struct {
	*digest.Shake
	name string
}

const length = "length: integer"

var shakeClass = &bind.Class{
	Name: "shake", Doc: "A SHAKE of the bytes that were given to it so far: a hash whose digest is as long as is asked for. There is no HMAC of it.",
	Example: `print(hashlib.shake_128("abc"):hexdigest(8)) --> 5881092dd818bf5c`,
	Fields: []bind.Const{
		{Name: "name", Doc: `the algorithm: "shake_128"`},
		{Name: "digest_size", Doc: "0, since it has none of its own"},
		{Name: "block_size", Doc: "the length of the algorithm's blocks in bytes"},
	},
	Reads: []string{"update"},
	Methods: []bind.Func{
		{Name: "update", Params: "data: string", Doc: "Adds data behind what it has.", Run: func(c bind.Call) int {
			bind.Self[*shake](c).Write(c.Bytes(1))
			return 0
		}},
		{Name: "digest", Params: length, Returns: "string", Doc: "Returns the first length bytes of the output. More data may follow.", Run: func(c bind.Call) int {
			return c.Push(lua.LString(output(c)))
		}},
		{Name: "hexdigest", Params: length, Returns: "string", Doc: "Returns the first length bytes of the output as lower-case hexadecimal digits.", Run: func(c bind.Call) int {
			return c.Push(lua.LString(hex.EncodeToString(output(c))))
		}},
		{Name: "copy", Returns: "shake", Doc: "Returns a copy that goes its own way.", Run: func(c bind.Call) int {
			s := bind.Self[*shake](c)
			shown := c.L.Get(1).(*lua.LUserData).Metatable // the same fields
			return c.Push(&lua.LUserData{Value: &shake{s.Clone(), s.name}, Metatable: shown})
		}},
	},
}

func output(c bind.Call) []byte {
	return bind.Self[*shake](c).Sum(c.Int(1, 0, maxOutput))
}

// shakeOf pushes a SHAKE of argument i.
func shakeOf(c bind.Call, name string, i int) int {
	s := &shake{digest.NewShake(name), name}
	if c.Given(i) {
		s.Write(c.Bytes(i))
	}
	return c.Push(bind.New(c.S, shakeClass, s,
		bind.Field{Name: "name", Value: lua.LString(s.name)},
		bind.Field{Name: "digest_size", Value: lua.LNumber(0)},
		bind.Field{Name: "block_size", Value: lua.LNumber(s.BlockSize())}))
}

func shakeConstructor(name string) bind.Func {
	return bind.Func{
		Name: name, Params: "data?: string", Returns: "shake",
		Doc: "Returns a " + name + " of data, or of nothing yet; its digest is as long as is asked for.",
		Run: func(c bind.Call) int {
			if c.Len() > 1 {
				c.Raise("takes data and nothing else")
			}
			return shakeOf(c, name, 1)
		},
	}
}
