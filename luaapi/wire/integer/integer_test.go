package integer_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"sockrun/luaapi/wire/integer"
)

// edges are the numbers around which 64-bit arithmetic goes wrong.
func edges() []string {
	return []string{
		"0", "1", "-1", "2", "-2", "3", "-7", "10", "4294967295", "4294967296", "-4294967297",
		"9007199254740991", "9007199254740992", "9007199254740993",
		"9223372036854775807", "9223372036854775808", "9223372036854775809",
		"-9223372036854775807", "-9223372036854775808",
		"18446744073709551614", "18446744073709551615",
	}
}

func parse(t *testing.T, text string) integer.Integer {
	t.Helper()
	v, err := integer.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string
		err  error
	}{
		{text: "0", want: "0"},
		{text: "-0", want: "0"},
		{text: "+5", want: "5"},
		{text: "007", want: "7"},
		{text: "18446744073709551615", want: "18446744073709551615"},
		{text: "-9223372036854775808", want: "-9223372036854775808"},
		{text: "0xffffffffffffffff", want: "18446744073709551615"},
		{text: "0XfF", want: "255"},
		{text: "-0x8000000000000000", want: "-9223372036854775808"},
		{text: "18446744073709551616", err: integer.ErrRange},
		{text: "-9223372036854775809", err: integer.ErrRange},
		{text: "0x10000000000000000", err: integer.ErrRange},
		{text: "", err: integer.ErrSyntax},
		{text: "-", err: integer.ErrSyntax},
		{text: "--1", err: integer.ErrSyntax},
		{text: "0x", err: integer.ErrSyntax},
		{text: "0x-1", err: integer.ErrSyntax},
		{text: "1.0", err: integer.ErrSyntax},
		{text: "1e3", err: integer.ErrSyntax},
		{text: " 1", err: integer.ErrSyntax},
		{text: "1_000", err: integer.ErrSyntax},
		{text: "ff", err: integer.ErrSyntax},
	}
	for _, test := range tests {
		v, err := integer.Parse(test.text)
		if !errors.Is(err, test.err) {
			t.Errorf("Parse(%q) fails with %v, want %v", test.text, err, test.err)
		}
		if err == nil && v.String() != test.want {
			t.Errorf("Parse(%q) = %s, want %s", test.text, v, test.want)
		}
	}
}

func TestFromFloat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		float float64
		want  string
		err   error
	}{
		{float: 0, want: "0"},
		{float: math.Copysign(0, -1), want: "0"},
		{float: -3, want: "-3"},
		{float: 1<<53 - 1, want: "9007199254740991"},
		{float: -(1<<53 - 1), want: "-9007199254740991"},
		{float: 1 << 53, err: integer.ErrInexact},
		{float: -(1 << 53), err: integer.ErrInexact},
		{float: 1e300, err: integer.ErrInexact},
		{float: 0.5, err: integer.ErrNotWhole},
		{float: math.NaN(), err: integer.ErrNotWhole},
		{float: math.Inf(-1), err: integer.ErrNotWhole},
	}
	for _, test := range tests {
		v, err := integer.FromFloat(test.float)
		if !errors.Is(err, test.err) {
			t.Errorf("FromFloat(%v) fails with %v, want %v", test.float, err, test.err)
		}
		if err == nil && v != parse(t, test.want) {
			t.Errorf("FromFloat(%v) = %s, want %s", test.float, v, test.want)
		}
	}
}

func TestConversions(t *testing.T) {
	t.Parallel()
	for _, text := range edges() {
		v, b := parse(t, text), bigInt(text)
		if n, ok := v.Int64(); ok != b.IsInt64() || ok && (n != b.Int64() || integer.FromInt64(n) != v) {
			t.Errorf("%s.Int64() = %d, %v", text, n, ok)
		}
		if n, ok := v.Uint64(); ok != b.IsUint64() || ok && (n != b.Uint64() || integer.FromUint64(n) != v) {
			t.Errorf("%s.Uint64() = %d, %v", text, n, ok)
		}
		want, accuracy := new(big.Float).SetInt(b).Float64()
		if f, exact := v.Float64(); f != want || exact != (accuracy == big.Exact) {
			t.Errorf("%s.Float64() = %v, %v", text, f, exact)
		}
		word := new(big.Int).And(b, new(big.Int).SetUint64(math.MaxUint64))
		if v.Bits() != word.Uint64() {
			t.Errorf("%s.Bits() = %x, want %s", text, v.Bits(), word.Text(16))
		}
		if v.String() != text {
			t.Errorf("%s prints as %s", text, v)
		}
	}
}

func bigInt(text string) *big.Int {
	b, _ := new(big.Int).SetString(text, 10)
	return b
}

// TestArithmetic compares every operation on every pair of edges with
// math/big.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	operations := []struct {
		name string
		ours func(a, b integer.Integer) (integer.Integer, error)
		big  func(a, b *big.Int) *big.Int // nil when there is no result
	}{
		{"Add", integer.Integer.Add, func(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) }},
		{"Sub", integer.Integer.Sub, func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }},
		{"Mul", integer.Integer.Mul, func(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }},
		{"Div", integer.Integer.Div, floor},
		{"DivExact", integer.Integer.DivExact, exact},
		{"Mod", integer.Integer.Mod, modulo},
		{"Neg", func(a, _ integer.Integer) (integer.Integer, error) { return a.Neg() },
			func(a, _ *big.Int) *big.Int { return new(big.Int).Neg(a) }},
	}
	for _, operation := range operations {
		for _, a := range edges() {
			for _, b := range edges() {
				got, err := operation.ours(parse(t, a), parse(t, b))
				want := operation.big(bigInt(a), bigInt(b))
				if reason := refusal(want); !errors.Is(err, reason) {
					t.Errorf("%s(%s, %s) fails with %v, want %v", operation.name, a, b, err, reason)
				} else if err == nil && got != parse(t, want.String()) {
					t.Errorf("%s(%s, %s) = %s, want %s", operation.name, a, b, got, want)
				}
			}
		}
	}
}

func refusal(want *big.Int) error {
	switch {
	case want == nil:
		return integer.ErrDivision
	case !want.IsInt64() && !want.IsUint64():
		return integer.ErrRange
	}
	return nil
}

func floor(a, b *big.Int) *big.Int {
	if b.Sign() == 0 {
		return nil
	}
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Sign() != 0 && r.Sign() != b.Sign() {
		q.Sub(q, big.NewInt(1))
	}
	return q
}

func modulo(a, b *big.Int) *big.Int {
	q := floor(a, b)
	if q == nil {
		return nil
	}
	return new(big.Int).Sub(a, q.Mul(q, b))
}

func exact(a, b *big.Int) *big.Int {
	if rest := modulo(a, b); rest == nil || rest.Sign() != 0 {
		return nil
	}
	return floor(a, b)
}

func TestCmp(t *testing.T) {
	t.Parallel()
	for _, a := range edges() {
		for _, b := range edges() {
			got, want := parse(t, a).Cmp(parse(t, b)), bigInt(a).Cmp(bigInt(b))
			if got != want || (parse(t, a) == parse(t, b)) != (want == 0) {
				t.Errorf("%s.Cmp(%s) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	last := parse(t, "18446744073709551615")
	_, sum := last.Add(integer.FromInt64(1))
	_, rest := integer.FromInt64(7).DivExact(integer.FromInt64(2))
	_, zero := last.Mod(integer.Integer{})
	_, float := integer.FromFloat(1e17)
	_, huge := integer.FromFloat(1e300)
	_, syntax := integer.Parse("seven")
	tests := []struct {
		err  error
		want string
	}{
		{sum, "18446744073709551615 + 1 is outside -9223372036854775808 to 18446744073709551615"},
		{rest, "7 cannot be divided by 2 without a remainder"},
		{zero, "18446744073709551615 cannot be divided by 0"},
		{float, `100000000000000000: a plain number of 2^53 or more may already be rounded; write it as int64("...")`},
		{huge, `1e+300: a plain number of 2^53 or more may already be rounded; write it as int64("...")`},
		{syntax, `"seven" is not an integer`},
	}
	for _, test := range tests {
		if test.err.Error() != test.want {
			t.Errorf("got  %s\nwant %s", test.err, test.want)
		}
	}
}
