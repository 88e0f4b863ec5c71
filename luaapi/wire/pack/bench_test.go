package pack_test

import (
	"bytes"
	"testing"

	"sockrun/luaapi/wire/pack"
)

// The formats are those by which this package is compared with CPython.
func benchmarked() []string { return []string{">IHBx16s", "<qQd", "!HHI", ">256H"} }

func BenchmarkAppend(b *testing.B) {
	for _, text := range benchmarked() {
		format := compile(b, text)
		var args pack.Source = &[]values{unpackZeros(b, format)}[0]
		dst := make([]byte, 0, format.Size())
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := format.Append(dst, args); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUnpack(b *testing.B) {
	for _, text := range benchmarked() {
		format := compile(b, text)
		data := bytes.Repeat([]byte{0x7f}, format.Size())
		sink := &counts{}
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := format.Unpack(data, sink); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCached(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pack.Cached(">IHBx16s"); err != nil {
			b.Fatal(err)
		}
	}
}

func unpackZeros(b *testing.B, format *pack.Format) values {
	var got collector
	if err := format.Unpack(make([]byte, format.Size()), &got); err != nil {
		b.Fatal(err)
	}
	return got.values
}
