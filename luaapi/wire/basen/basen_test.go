package basen_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"

	"sockrun/luaapi/wire/basen"
)

type decode = func(text []byte) ([]byte, error)

// decoders are those of testdata/cpython.txt.
var decoders = map[string]decode{
	"b64":       func(t []byte) ([]byte, error) { return basen.Decode64(t, "", false) },
	"b64strict": func(t []byte) ([]byte, error) { return basen.Decode64(t, "", true) },
	"url":       func(t []byte) ([]byte, error) { return basen.Decode64(t, "-_", false) },
	"b32":       func(t []byte) ([]byte, error) { return basen.Decode32(t, false) },
	"b32fold":   func(t []byte) ([]byte, error) { return basen.Decode32(t, true) },
	"b16":       func(t []byte) ([]byte, error) { return basen.Decode16(t, false) },
	"b16fold":   func(t []byte) ([]byte, error) { return basen.Decode16(t, true) },
	"hex":       basen.DecodeHex,
}

var vector = regexp.MustCompile(`(?m)^(\w+) "(.*)" ([=!]) (.*)$`)

func TestDecodeAsCPython(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/cpython.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := vector.FindAllSubmatch(file, -1)
	if len(all) < 500 {
		t.Fatalf("%d vectors", len(all))
	}
	for _, v := range all {
		got := "= "
		out, err := decoders[string(v[1])](v[2])
		if wrong, ok := errors.AsType[*basen.Error](err); ok {
			got = "! " + wrong.Sentence
		} else {
			got += hex.EncodeToString(out)
		}
		if want := string(v[3]) + " " + string(v[4]); got != want {
			t.Errorf("%s of %q\ngot  %s\nwant %s", v[1], v[2], got, want)
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	t.Parallel()
	_, strict := basen.Decode64([]byte("QU!D"), "", true)
	_, short := basen.Decode64([]byte("QUJ"), "", false)
	_, b32 := basen.Decode32([]byte("AAAAAAA1"), false)
	_, b16 := basen.Decode16([]byte("0\xff"), true)
	_, hex := basen.DecodeHex([]byte("0a 0x0b"))
	_, odd := basen.DecodeHex([]byte("0a:0"))
	for want, err := range map[string]error{
		`base64: Only base64 data is allowed: "!" at position 3`:                   strict,
		`base64: Incorrect padding`:                                                short,
		`base32: Non-base32 digit found: "1" at position 8`:                        b32,
		`base16: Non-base16 digit found: "ÿ" at position 2`:                        b16,
		`hex: text must be pairs of hexadecimal digits: "x" at position 5`:         hex,
		`hex: text must be pairs of hexadecimal digits, and the last has only one`: odd,
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func FuzzRoundTrip(f *testing.F) {
	f.Add([]byte("\x00\xff\xfe"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, text := range map[string]string{
			"b64": basen.Encode64(data, ""), "b64strict": basen.Encode64(data, ""), "url": basen.Encode64(data, "-_"),
			"b32": basen.Encode32(data), "b16": basen.Encode16(data), "hex": fmt.Sprintf(" %x:\n", data),
		} {
			got, err := decoders[name]([]byte(text))
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s: %x became %q, which became %x, %v", name, data, text, got, err)
			}
		}
		for name, decode := range decoders {
			if out, err := decode(data); err == nil && len(out) > len(data) {
				t.Errorf("%s of %q has %d bytes", name, data, len(out))
			}
		}
	})
}
