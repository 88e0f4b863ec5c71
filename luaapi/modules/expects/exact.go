package expects

import (
	"fmt"
	"math"
	"math/big"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/modules/int64"
)

// Where an int64 object is compared with numbers, doubles would round: these
// do it exactly.

// holdsInt64 says whether one of the first n arguments is an int64 object.
func holdsInt64(c bind.Call, n int) bool {
	for i := 1; i <= n; i++ {
		if holdsInt64At(c, i) {
			return true
		}
	}
	return false
}

func holdsInt64At(c bind.Call, i int) bool {
	_, ok := int64.Of(c.Arg(i))
	return ok
}

// precision is enough for the exact difference of any two doubles, in bits.
const precision = 2200

// exactly returns argument i, a number or an int64 object.
func exactly(c bind.Call, i int) *big.Float {
	f := new(big.Float).SetPrec(precision)
	if v, ok := int64.Of(c.Arg(i)); ok {
		f.SetString(v.String())
		return f
	}
	n := c.Number(i)
	if math.IsNaN(n) {
		c.Raise("argument %d cannot be compared with an int64: it is not a number", i)
	}
	return f.SetFloat64(n)
}

func nearExactly(c bind.Call) *Failure {
	got, want, tolerance := exactly(c, 1), exactly(c, 2), exactly(c, 3)
	if !got.IsInf() || !want.IsInf() { // which have no difference
		if got.Sub(got, want).Abs(got).Cmp(tolerance) <= 0 {
			return nil
		}
	}
	return &Failure{Message: fmt.Sprintf("%s is not within %s of %s", show.Value(c.Arg(1)), show.Value(c.Arg(3)), show.Value(c.Arg(2)))}
}

func betweenExactly(c bind.Call) *Failure {
	v := exactly(c, 1)
	if exactly(c, 2).Cmp(v) <= 0 && v.Cmp(exactly(c, 3)) <= 0 {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("%s is not between %s and %s", show.Value(c.Arg(1)), show.Value(c.Arg(2)), show.Value(c.Arg(3)))}
}
