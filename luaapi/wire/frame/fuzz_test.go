package frame_test

import (
	"bytes"
	"testing"

	"sockrun/luaapi/wire/frame"
)

const fuzzMax = 1000

// fuzzCodecs are one codec of each kind and shape.
func fuzzCodecs(t testing.TB) []frame.Codec {
	return []frame.Codec{
		mustLength(t, ">I", frame.LengthOptions{Max: fuzzMax}),
		mustLength(t, "<h", frame.LengthOptions{Max: fuzzMax, IncludesHeader: true}),
		mustLength(t, "xBx", frame.LengthOptions{Max: fuzzMax}),
		mustLength(t, "!q", frame.LengthOptions{Max: fuzzMax}),
		mustDelimiter(t, "\r\n", fuzzMax),
		mustDelimiter(t, "aa", fuzzMax),
		mustFixed(t, 5),
		mustVarint(t, fuzzMax),
		mustNetstring(t, fuzzMax),
	}
}

// FuzzRoundTrip decodes what was encoded, arriving in two parts.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint8(0), []byte("hello"), uint16(3))
	f.Add(uint8(4), []byte("hello\r"), uint16(6))
	f.Add(uint8(5), []byte("banana"), uint16(7))
	f.Add(uint8(6), []byte("12345"), uint16(2))
	f.Add(uint8(7), bytes.Repeat([]byte("x"), 200), uint16(1))
	f.Add(uint8(8), []byte("12,"), uint16(4))
	codecs := fuzzCodecs(f)
	f.Fuzz(func(t *testing.T, which uint8, message []byte, at uint16) {
		c := codecs[int(which)%len(codecs)]
		framed, err := c.Encode(nil, frame.Message{Bytes: message})
		if err != nil {
			return
		}
		split := int(at) % len(framed)
		if _, n, err := c.Decode(framed[:split], 0); n > 0 || -n > len(framed) || err != nil {
			t.Fatalf("%s: Decode of %d of %d bytes: n = %d, %v", c.Name(), split, len(framed), n, err)
		}
		m, n, err := c.Decode(append(framed, "next"...), split)
		if err != nil || n != len(framed) || !bytes.Equal(m.Bytes, message) {
			t.Fatalf("%s: %q came back as %q, n = %d of %d, %v", c.Name(), message, m.Bytes, n, len(framed), err)
		}
	})
}

// FuzzDecode feeds any bytes, whole and byte by byte, to every codec: both
// must agree, never ask for more than max, and survive.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x05hello"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte("a\r\r\n"))
	f.Add([]byte("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02"))
	f.Add([]byte("5:hello,"))
	codecs := fuzzCodecs(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, c := range codecs {
			m, n, err := c.Decode(data, 0)
			if n > len(data) || len(m.Bytes) > fuzzMax || -n > fuzzMax+16 {
				t.Fatalf("%s: n = %d with %d bytes, a message of %d", c.Name(), n, len(data), len(m.Bytes))
			}
			slowly, slowN, slowErr := byteByByte(c, data)
			if slowN != n || !bytes.Equal(slowly.Bytes, m.Bytes) || (slowErr == nil) != (err == nil) {
				t.Fatalf("%s: at once %q, %d, %v; byte by byte %q, %d, %v",
					c.Name(), m.Bytes, n, err, slowly.Bytes, slowN, slowErr)
			}
		}
	})
}

func byteByByte(c frame.Codec, data []byte) (m frame.Message, n int, err error) {
	for have := range len(data) + 1 {
		if m, n, err = c.Decode(data[:have], max(have-1, 0)); n > 0 || err != nil {
			break
		}
	}
	return m, n, err
}

func BenchmarkCodecs(b *testing.B) {
	message := frame.Message{Bytes: bytes.Repeat([]byte("x"), 64)}
	for _, c := range []frame.Codec{
		mustLength(b, ">I", frame.LengthOptions{}),
		mustDelimiter(b, "\r\n", 0),
		mustFixed(b, 64),
	} {
		framed, err := c.Encode(nil, message)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("Encode/"+c.Name(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Encode(framed[:0], message); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("Decode/"+c.Name(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, n, _ := c.Decode(framed, 0); n != len(framed) {
					b.Fatal(n)
				}
			}
		})
	}
}

// TestNoAllocations keeps the codecs off the heap, where the conversation's
// speed is lost.
func TestNoAllocations(t *testing.T) {
	message := frame.Message{Bytes: bytes.Repeat([]byte("x"), 64)}
	dst := make([]byte, 0, 128)
	for _, c := range []frame.Codec{
		mustLength(t, ">I", frame.LengthOptions{}), mustDelimiter(t, "\r\n", 0), mustFixed(t, 64),
	} {
		got := testing.AllocsPerRun(100, func() {
			framed, _ := c.Encode(dst, message)
			if _, n, _ := c.Decode(framed, 0); n != len(framed) {
				t.Error(n)
			}
		})
		if got != 0 {
			t.Errorf("%s: %v allocations a message", c.Name(), got)
		}
	}
}
