package base

import (
	"math"
	"math/rand/v2"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

func mathematics() *bind.Module {
	return &bind.Module{Name: "math", Doc: "The math library of Lua 5.1.",
		Example: `print(math.floor(7 / 2), math.max(3, 9, 5))  --> 3	9
math.randomseed(1)
local n = math.random(1, 6)
assert(n >= 1 and n <= 6)`,
		Funcs: append(stock(lua.MathLibName, mathStock()),
			bind.Func{Name: "random", Params: "m?: integer, n?: integer", Returns: "number", Doc: "Returns a number from 0 to 1, an integer from 1 to m, or from m to n. Each VM has its own sequence, fixed by the seed.", Run: random},
			bind.Func{Name: "randomseed", Params: "seed: number", Doc: "Starts the VM's sequence anew.", Run: randomseed},
		),
		Consts: []bind.Const{
			{Name: "huge", Value: lua.LNumber(math.Inf(1)), Doc: "infinity"},
			{Name: "pi", Value: lua.LNumber(math.Pi), Doc: "3.14159…"},
		}}
}

type randomKey struct{}

func source(c bind.Call) *rand.PCG {
	return c.S.Value(randomKey{}, func() any { return rand.NewPCG(c.S.World.Seed(), 0) }).(*rand.PCG)
}

func random(c bind.Call) int {
	r := rand.New(source(c))
	if c.Len() == 0 {
		return c.Push(lua.LNumber(r.Float64()))
	}
	const far = 1 << 53
	low, high := 1, c.Int(1, -far, far)
	if c.Given(2) {
		low, high = high, c.Int(2, -far, far)
	}
	if low > high {
		c.Raise("the interval from %d to %d is empty", low, high)
	}
	return c.Push(lua.LNumber(low + r.IntN(high-low+1)))
}

func randomseed(c bind.Call) int {
	source(c).Seed(uint64(int64(c.Number(1))), 0)
	return 0
}
