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
		Funcs: append(ofOneNumber(),
			bind.Func{Name: "atan2", Params: "y: number, x: number", Returns: "number", Doc: "Returns the arc tangent of y/x in radians, in the quadrant of both.", Run: ofTwo(math.Atan2)},
			bind.Func{Name: "fmod", Params: "x: number, y: number", Returns: "number", Doc: "Returns the remainder of x/y with the sign of x.", Run: ofTwo(math.Mod)},
			bind.Func{Name: "frexp", Params: "x: number", Returns: "number, integer", Doc: "Returns m and e with x = m * 2^e and m from 0.5 to 1.", Run: frexp},
			bind.Func{Name: "ldexp", Params: "m: number, e: integer", Returns: "number", Doc: "Returns m * 2^e.", Run: ldexp},
			bind.Func{Name: "max", Params: "x: number, ...: number", Returns: "number", Doc: "Returns the largest argument.", Run: furthest(func(a, b float64) bool { return a > b })},
			bind.Func{Name: "min", Params: "x: number, ...: number", Returns: "number", Doc: "Returns the smallest argument.", Run: furthest(func(a, b float64) bool { return a < b })},
			bind.Func{Name: "mod", Params: "x: number, y: number", Returns: "number", Doc: "Is fmod.", Run: ofTwo(math.Mod)},
			bind.Func{Name: "modf", Params: "x: number", Returns: "number, number", Doc: "Returns the integer part and the fraction of x.", Run: modf},
			bind.Func{Name: "pow", Params: "x: number, y: number", Returns: "number", Doc: "Returns x to the power of y.", Run: ofTwo(math.Pow)},
			bind.Func{Name: "random", Params: "m?: integer, n?: integer", Returns: "number", Doc: "Returns a number from 0 to 1, an integer from 1 to m, or from m to n. Each VM has its own sequence, fixed by the seed.", Run: random},
			bind.Func{Name: "randomseed", Params: "seed: number", Doc: "Starts the VM's sequence anew.", Run: randomseed},
		),
		Consts: []bind.Const{
			{Name: "huge", Value: lua.LNumber(math.Inf(1)), Doc: "infinity"},
			{Name: "pi", Value: lua.LNumber(math.Pi), Doc: "3.14159…"},
		}}
}

func ofOneNumber() (list []bind.Func) {
	for _, f := range []struct {
		name, doc string
		apply     func(x float64) float64
	}{
		{"abs", "Returns x without its sign.", math.Abs},
		{"acos", "Returns the arc cosine of x in radians.", math.Acos},
		{"asin", "Returns the arc sine of x in radians.", math.Asin},
		{"atan", "Returns the arc tangent of x in radians.", math.Atan},
		{"ceil", "Returns the smallest integer that is not below x.", math.Ceil},
		{"cos", "Returns the cosine of x radians.", math.Cos},
		{"cosh", "Returns the hyperbolic cosine of x.", math.Cosh},
		{"deg", "Returns x radians in degrees.", func(x float64) float64 { return x * 180 / math.Pi }},
		{"exp", "Returns e to the power of x.", math.Exp},
		{"floor", "Returns the largest integer that is not above x.", math.Floor},
		{"log", "Returns the natural logarithm of x.", math.Log},
		{"log10", "Returns the logarithm of x to the base 10.", math.Log10},
		{"rad", "Returns x degrees in radians.", func(x float64) float64 { return x * math.Pi / 180 }},
		{"sin", "Returns the sine of x radians.", math.Sin},
		{"sinh", "Returns the hyperbolic sine of x.", math.Sinh},
		{"sqrt", "Returns the square root of x.", math.Sqrt},
		{"tan", "Returns the tangent of x radians.", math.Tan},
		{"tanh", "Returns the hyperbolic tangent of x.", math.Tanh},
	} {
		list = append(list, bind.Func{Name: f.name, Params: "x: number", Returns: "number", Doc: f.doc,
			Run: func(c bind.Call) int { return c.Push(lua.LNumber(f.apply(number(c, 1)))) }})
	}
	return list
}

func ofTwo(apply func(a, b float64) float64) func(bind.Call) int {
	return func(c bind.Call) int {
		a, b := number(c, 1), number(c, 2)
		return c.Push(lua.LNumber(apply(a, b)))
	}
}

// furthest is the argument that lies further than all others.
func furthest(further func(a, b float64) bool) func(bind.Call) int {
	return func(c bind.Call) int {
		found := number(c, 1)
		for i := 2; i <= c.Len(); i++ {
			if x := number(c, i); further(x, found) {
				found = x
			}
		}
		return c.Push(lua.LNumber(found))
	}
}

func frexp(c bind.Call) int {
	m, e := math.Frexp(number(c, 1))
	return c.Push(lua.LNumber(m), lua.LNumber(e))
}

// ldexp has no use for exponents beyond those of doubles.
func ldexp(c bind.Call) int {
	m, e := number(c, 1), number(c, 2)
	const most = 1 << 12
	return c.Push(lua.LNumber(math.Ldexp(m, int(max(-most, min(most, e))))))
}

// modf says as C does that an infinite number has no fraction.
func modf(c bind.Call) int {
	x := number(c, 1)
	whole, fraction := math.Modf(x)
	if math.IsInf(x, 0) {
		fraction = math.Copysign(0, x)
	}
	return c.Push(lua.LNumber(whole), lua.LNumber(fraction))
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
