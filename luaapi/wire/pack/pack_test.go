package pack_test

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/pack"
)

func compile(t testing.TB, format string) *pack.Format {
	t.Helper()
	f, err := pack.Compile(format)
	if err != nil {
		t.Fatalf("%q: %v", format, err)
	}
	return f
}

// A format has a bound: what is made of its text takes many times as much memory.
func TestLongFormat(t *testing.T) {
	t.Parallel()
	_, err := pack.Compile(strings.Repeat("Bx", 1<<19) + "B")
	if want := "a format of 1048577 bytes is longer than the 1048576 that it may have"; text(err) != want {
		t.Errorf("got %s, want %s", text(err), want)
	}
}

// TestRefusals holds the sentences that CPython has no case for.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const notBoolean = "required argument is not a boolean"
	const names64 = `9007199254740992: a plain number of 2^53 or more may already be rounded; write it as int64("...")`
	tests := []struct {
		format string
		args   values
		want   string
	}{
		{"?", values{integer.FromInt64(1)}, notBoolean},
		{"2?", values{true, "true"}, notBoolean},
		{"i", values{true}, "required argument is not an integer"},
		{"f", values{true}, "required argument is not a float"},
		{"q", values{9007199254740992.0}, names64},
		{"Q", values{9007199254740992.0}, names64},
		{"P", values{9007199254740992.0}, names64},
		{"i", values{9007199254740992.0}, "'i' format requires -2147483648 <= number <= 2147483647"},
		{"B", values{-1e300}, "'B' format requires 0 <= number <= 255"},
		{"300000000x", nil, "a struct of 300000000 bytes is longer than the 268435456 that can be packed"},
		{"9223372036854775807s", values{""}, "a struct of 9223372036854775807 bytes is longer than the 268435456 that can be packed"},
	}
	for _, test := range tests {
		packed, err := compile(t, test.format).Append([]byte("kept"), test.args)
		if got := text(err); got != test.want {
			t.Errorf("%q with %v\ngot  %s\nwant %s", test.format, test.args, got, test.want)
		}
		if string(packed) != "kept" {
			t.Errorf("%q with %v changed dst to %q", test.format, test.args, packed)
		}
	}
}

func TestWholeFloatsAreIntegers(t *testing.T) {
	t.Parallel()
	packed, err := compile(t, ">hq").Append(nil, values{-2.0, 9007199254740991.0})
	if want := "\xff\xfe\x00\x1f\xff\xff\xff\xff\xff\xff"; err != nil || string(packed) != want {
		t.Errorf("got %q, %v; want %q", packed, err, want)
	}
}

// TestHalves packs every half float, and the doubles between two of them.
func TestHalves(t *testing.T) {
	t.Parallel()
	format := compile(t, ">e")
	float := func(bits int) float64 {
		var got collector
		if err := format.Unpack([]byte{byte(bits >> 8), byte(bits)}, &got); err != nil {
			t.Fatal(err)
		}
		return got.values[0].(float64)
	}
	check := func(v float64, want int) {
		b, err := format.Append(nil, values{v})
		if err != nil || b[0] != byte(want>>8) || b[1] != byte(want) {
			t.Errorf("%v packs as %x, %v; want %04x", v, b, err, want)
		}
	}
	for bits := range 0x7c00 {
		v, sign := float(bits), float(bits|0x8000)
		check(v, bits)
		check(sign, bits|0x8000)
		if bits == 0x7bff { // the largest
			continue
		}
		middle := (v + float(bits+1)) / 2
		check(math.Nextafter(middle, 0), bits)
		check(middle, bits+bits&1) // to even
		check(math.Nextafter(middle, 1e9), bits+1)
	}
	check(math.Copysign(math.NaN(), -1), 0xfe00)
}

func TestString(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"", "!H", " 2i  h"} {
		if got := compile(t, format).String(); got != format {
			t.Errorf("%q prints as %q", format, got)
		}
	}
}

// TestCached uses more formats than are kept from several goroutines.
func TestCached(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for n := range 600 {
				format := strconv.Itoa(n) + "sH"
				if f, err := pack.Cached(format); err != nil || f.String() != format || f.Count() != 2 {
					t.Errorf("Cached(%q) = %v, %v", format, f, err)
				}
			}
		})
	}
	all.Wait()
	if _, err := pack.Cached("Z"); text(err) != "bad char in struct format" {
		t.Errorf("got %v", err)
	}
	if f, err := pack.Cached(strings.Repeat("h", 1000)); err != nil || f.Size() != 2000 {
		t.Errorf("a long format: %v, %v", f, err)
	}
}

// counts is a Sink that keeps nothing.
type counts struct{ n int }

func (c *counts) Int(int64)     { c.n++ }
func (c *counts) Uint(uint64)   { c.n++ }
func (c *counts) Float(float64) { c.n++ }
func (c *counts) Bytes([]byte)  { c.n++ }
func (c *counts) Bool(bool)     { c.n++ }

func TestAllocations(t *testing.T) { // not parallel: AllocsPerRun counts for the process
	const text = ">bH3iqQefd5sp?c"
	var source pack.Source = &values{
		integer.FromInt64(1), integer.FromInt64(2), integer.FromInt64(3), integer.FromInt64(4), integer.FromInt64(5),
		integer.FromInt64(-6), integer.FromUint64(math.MaxUint64), 0.5, 1.5, 2.5, "hello", "p", true, "c",
	}
	dst := make([]byte, 0, 100)
	allocs := testing.AllocsPerRun(100, func() {
		format, err := pack.Cached(text)
		if err != nil {
			t.Fatal(err)
		}
		b, err := format.Append(dst, source)
		if err != nil {
			t.Fatal(err)
		}
		sink := counts{}
		if err := format.Unpack(b, &sink); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 1 { // the sink itself
		t.Errorf("%v allocations", allocs)
	}
}
