package deflate_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
	"os"
	"strings"
	"testing"

	"sockrun/luaapi/wire/deflate"
)

var formats = map[string]deflate.Format{"raw": deflate.Raw, "zlib": deflate.Zlib, "gzip": deflate.Gzip, "auto": deflate.Auto}

const plenty = 1 << 20

type vector struct {
	format deflate.Format
	data   []byte
	want   string
}

// vectors reads what CPython made.
func vectors(t testing.TB) (list []vector) {
	t.Helper()
	file, err := os.Open("testdata/cpython.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Buffer(nil, plenty); lines.Scan(); {
		parts := strings.SplitN(lines.Text(), " ", 3)
		if f, ok := formats[parts[0]]; ok {
			data, _ := hex.DecodeString(parts[1])
			list = append(list, vector{f, data, parts[2]})
		}
	}
	if len(list) < 500 || lines.Err() != nil {
		t.Fatalf("%d vectors, %v", len(list), lines.Err())
	}
	return list
}

// outcome shows a result as the vectors do.
func outcome(out []byte, err error) string {
	if err != nil {
		return "! " + err.Error()
	}
	sum := sha256.Sum256(out)
	return fmt.Sprintf("= %d %x", len(out), sum[:16])
}

func TestDecompressAsCPython(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		if got := outcome(deflate.Decompress(v.data, v.format, plenty)); got != v.want {
			t.Errorf("format %d, %x\ngot  %s\nwant %s", v.format, v.data, got, v.want)
		}
	}
}

// pieces decompresses data that come in pieces of size bytes, with at most
// limit bytes a call.
func pieces(data []byte, f deflate.Format, size, limit int) (all []byte, d *deflate.Decompressor, err error) {
	d = deflate.NewDecompressor(f)
	for len(data) > 0 && !d.Done() {
		n := min(size, len(data))
		piece := data[:n]
		data = data[n:]
		for more := true; more; more = len(piece) > 0 {
			out, err := d.Decompress(piece, limit)
			if all = append(all, out...); err != nil {
				return all, d, err
			}
			if len(out) > limit {
				return all, d, fmt.Errorf("%d bytes at once", len(out))
			}
			piece = d.Unconsumed()
		}
	}
	if !d.Done() {
		// What is decompressed but not returned needs no more data.
		for out, err := d.Decompress(nil, limit); len(out) > 0; out, err = d.Decompress(nil, limit) {
			if all = append(all, out...); err != nil {
				return all, d, err
			}
		}
	}
	if !d.Done() {
		return all, d, &deflate.Error{Code: -5, Doing: "decompressing data", Sentence: "incomplete or truncated stream"}
	}
	return all, d, nil
}

func TestPiecesGiveTheSame(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		for _, by := range [][2]int{{1, plenty}, {7, 100}, {plenty, 1000}, {3, 9999}} {
			out, _, err := pieces(v.data, v.format, by[0], by[1])
			if got := outcome(out, err); got != v.want {
				t.Errorf("pieces of %d and %d, format %d, %x\ngot  %s\nwant %s", by[0], by[1], v.format, v.data, got, v.want)
			}
		}
	}
}

// compressed returns data as one stream.
func compressed(t testing.TB, f deflate.Format, data []byte) []byte {
	t.Helper()
	c, err := deflate.NewCompressor(f, 9)
	if err != nil {
		t.Fatal(err)
	}
	begin, err := c.Compress(data)
	stream := bytes.Clone(begin)
	end, endErr := c.Finish()
	if err != nil || endErr != nil {
		t.Fatal(err, endErr)
	}
	return append(stream, end...)
}

func TestPresetDictionary(t *testing.T) {
	t.Parallel()
	_, err := deflate.Decompress([]byte("\x78\xbb\x00\x00\x00\x01abc"), deflate.Zlib, plenty)
	if want := "Error 2 while decompressing data: a preset dictionary is needed, which is not supported"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestUnusedAndUnconsumed(t *testing.T) {
	t.Parallel()
	stream := compressed(t, deflate.Zlib, bytes.Repeat([]byte("abc"), 1000))
	d := deflate.NewDecompressor(deflate.Zlib)
	out, err := d.Decompress(append(stream, "behind"...), 10)
	if string(out) != "abcabcabca" || err != nil || d.Done() || len(d.Unconsumed()) == 0 || len(d.Unused()) != 0 {
		t.Fatalf("%q, %v, done %t, unconsumed %q, unused %q", out, err, d.Done(), d.Unconsumed(), d.Unused())
	}
	out, err = d.Decompress(bytes.Clone(d.Unconsumed()), 2990)
	if len(out) != 2990 || err != nil || !d.Done() || len(d.Unconsumed()) != 0 || string(d.Unused()) != "behind" {
		t.Fatalf("%d bytes, %v, done %t, unconsumed %q, unused %q", len(out), err, d.Done(), d.Unconsumed(), d.Unused())
	}
	if out, err = d.Decompress([]byte(" and more"), 10); len(out) != 0 || err != nil || string(d.Unused()) != "behind and more" {
		t.Errorf("%q, %v, unused %q", out, err, d.Unused())
	}
}

// TestLimit: a stream that grows a thousandfold is cut short.
func TestLimit(t *testing.T) {
	t.Parallel()
	stream := compressed(t, deflate.Gzip, make([]byte, 1<<20))
	_, err := deflate.Decompress(stream, deflate.Gzip, 1<<20-1)
	if want := "Error -5 while decompressing data: there are more than 1048575 bytes"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if out, err := deflate.Decompress(stream, deflate.Auto, 1<<20); len(out) != 1<<20 || err != nil {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

func TestFailureStays(t *testing.T) {
	t.Parallel()
	d := deflate.NewDecompressor(deflate.Raw)
	_, first := d.Decompress([]byte{7}, 1)
	_, second := d.Decompress([]byte{3, 0}, 1)
	if first == nil || second != first {
		t.Errorf("%v, then %v", first, second)
	}
}

func TestEndedCompressor(t *testing.T) {
	t.Parallel()
	c, _ := deflate.NewCompressor(deflate.Raw, -1)
	if _, err := c.Finish(); err != nil {
		t.Fatal(err)
	}
	for _, call := range []func() ([]byte, error){c.Flush, c.Finish, func() ([]byte, error) { return c.Compress(nil) }} {
		var e *deflate.Error
		if _, err := call(); !errors.As(err, &e) || e.Code != -2 || e.ErrorName() != "zlib.error" {
			t.Errorf("got %v", err)
		}
	}
}

func TestChecksums(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte{0xff, 0xfe, 3}, 30000)
	if got, want := deflate.Adler32(deflate.Adler32(1, data[:7]), data[7:]), adler32.Checksum(data); got != want {
		t.Errorf("Adler-32 is %#x, want %#x", got, want)
	}
	if got := deflate.CRC32(deflate.CRC32(0, []byte("1234")), []byte("56789")); got != 0xcbf43926 {
		t.Errorf("CRC-32 is %#x", got)
	}
}

// FuzzDecompress compares with the standard library, which forgives a set of
// codes for code lengths that has one member.
func FuzzDecompress(f *testing.F) {
	for _, v := range vectors(f)[:60] {
		f.Add(v.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := deflate.Decompress(data, deflate.Raw, plenty)
		want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), plenty+1))
		var e *deflate.Error
		switch {
		case errors.As(err, &e) && (e.Sentence == "invalid code lengths set" || len(want) > plenty):
		case (err == nil) != (wantErr == nil):
			t.Errorf("%x: %v, want %v", data, err, wantErr)
		case err == nil && !bytes.Equal(got, want):
			t.Errorf("%x: %x, want %x", data, got, want)
		}
		some, _, pieceErr := pieces(data, deflate.Raw, 5, 1000)
		if len(want) <= plenty && outcome(some, pieceErr) != outcome(got, err) && (err == nil || pieceErr == nil) {
			t.Errorf("%x in pieces: %v, want %v", data, pieceErr, err)
		}
	})
}

func BenchmarkDecompress(b *testing.B) {
	var text bytes.Buffer
	for i := range 20000 {
		fmt.Fprintf(&text, "line %d of %x\n", i, i*i)
	}
	stream := compressed(b, deflate.Zlib, text.Bytes())
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if out, err := deflate.Decompress(stream, deflate.Zlib, plenty); err != nil || len(out) != text.Len() {
			b.Fatal(err)
		}
	}
}
