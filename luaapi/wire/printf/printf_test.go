package printf_test

import (
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"sockrun/luaapi/internal/vectors"
	"sockrun/luaapi/wire/printf"
)

// vector is a line of testdata/vectors.jsonl, which vectors.py describes.
type vector struct {
	Format, Text, Signed, Unsigned, Float, String string
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Each(t, "testdata/vectors.jsonl", 3000, func(v *vector, _ string) {
		want, err := hex.DecodeString(v.Text)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.format(t); got != string(want) {
			t.Errorf("%+v: got %q, want %q", v, got, want)
		}
	})
}

func (v vector) format(t *testing.T) string {
	t.Helper()
	d, rest, err := printf.Parse(v.Format)
	if err != nil || rest != "" {
		t.Fatal(v.Format, rest, err)
	}
	switch {
	case v.Signed != "":
		magnitude, negative := strings.CutPrefix(v.Signed, "-")
		n, _ := strconv.ParseUint(magnitude, 10, 64)
		return d.Integer(negative, n)
	case v.Unsigned != "":
		n, _ := strconv.ParseUint(v.Unsigned, 10, 64)
		return d.Unsigned(n)
	case v.Float != "":
		f, err := strconv.ParseFloat(v.Float, 64)
		if err != nil {
			t.Fatal(err)
		}
		return d.Float(f)
	}
	text, _ := hex.DecodeString(v.String)
	if d.Verb == 'c' {
		return d.Byte(text[0])
	}
	return d.Text(string(text))
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ format, rest, err string }{
		{"d rest", " rest", ""},
		{"-08.3xy", "y", ""},
		{"  + #0-5s", "", ""},
		{"099.99f", "", ""},
		{"", "", "the format ends inside a conversion"},
		{"-5.2", "", "the format ends inside a conversion"},
		{"y", "", "invalid conversion %y: there are %c %d %i %o %u %x %X %e %E %f %g %G %q %s and %%"},
		{"5\xff", "", `invalid conversion %5\xff: there are %c %d %i %o %u %x %X %e %E %f %g %G %q %s and %%`},
		{"ld", "", "invalid conversion %l: there are %c %d %i %o %u %x %X %e %E %f %g %G %q %s and %%"},
		{"100d", "", "invalid width or precision in %100d: at most two digits"},
		{".100f", "", "invalid width or precision in %.100f: at most two digits"},
		{"1.2.3f", "", "invalid conversion %1.2.: there are %c %d %i %o %u %x %X %e %E %f %g %G %q %s and %%"},
	} {
		_, rest, err := printf.Parse(c.format)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if rest != c.rest || got != c.err {
			t.Errorf("%q: %q, %q", c.format, rest, got)
		}
	}
}

// FuzzParse requires that no directive panics, and that the width is kept.
func FuzzParse(f *testing.F) {
	f.Add("-+ #020.10g", 1.5)
	f.Add("#5.o", 8.0)
	f.Fuzz(func(t *testing.T, format string, value float64) {
		d, rest, err := printf.Parse(format)
		if err != nil {
			return
		}
		if d.String()+rest != "%"+format {
			t.Errorf("%q is read as %q and %q", format, d, rest)
		}
		for _, text := range []string{d.Float(value), d.Integer(value < 0, uint64(len(format))), d.Unsigned(uint64(len(format))), d.Text(format), d.Byte(7)} {
			if len(text) < d.Width {
				t.Errorf("%q gives %q, which is shorter than its width", format, text)
			}
		}
	})
}
