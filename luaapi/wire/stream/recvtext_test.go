package stream_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/stream"
)

// source is a socket that gives each read a part of its data.
type source struct {
	host.Socket
	parts []string
}

func (s *source) Kind() host.Kind { return host.Kind{Family: host.INET, Type: host.Stream} }

func (s *source) Recv(p []byte, _ int, _ host.Deadline) (int, error) {
	if len(s.parts) == 0 {
		return 0, nil
	}
	n := copy(p, s.parts[0])
	s.parts = s.parts[1:]
	return n, nil
}

// noBaton is a VM with one task, which has no baton to give away.
type noBaton struct{ stream.Waits }

func (noBaton) Begin(_ string, _ any, d host.Deadline) (any, host.Deadline) { return nil, d }
func (noBaton) End(any)                                                     {}
func (noBaton) Interleave()                                                 {}
func (noBaton) Received(string, host.Socket, int, int)                      {}

// What Text returned must never change, whichever memory it was read into.
func TestTextStaysValid(t *testing.T) {
	t.Parallel()
	const asked = 64 << 10
	var parts, noise []string
	for i, size := range []int{asked, asked, asked/2 + 1, asked / 2, 1, 100, asked, 5000, asked - 1, asked} {
		parts = append(parts, strings.Repeat(string(rune('a'+i)), size))
		noise = append(noise, strings.Repeat("#", asked))
	}
	scratch := &stream.Scratch{}
	conn := stream.New(&source{parts: parts}, noBaton{}, scratch)
	other := stream.New(&source{parts: noise}, noBaton{}, scratch)
	var got []string
	for range parts {
		data, err := conn.RecvFor(stream.Nobody, asked, 0)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, conn.Text(data))
		if _, err := other.Recv(asked, 0); err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range got {
		if text != parts[i] {
			t.Errorf("text %d is %d bytes of %.3q, want %d of %.3q", i, len(text), text, len(parts[i]), parts[i])
		}
	}
}

// What is lent is the same memory each time, until somebody else borrows; it
// is never that of others.
func TestTextLends(t *testing.T) {
	t.Parallel()
	const asked = 64 << 10
	letters := "abcdef"
	var parts []string
	for _, letter := range letters {
		parts = append(parts, strings.Repeat(string(letter), asked))
	}
	conn := stream.New(&source{parts: parts}, noBaton{}, &stream.Scratch{})
	site := new(int)
	me, other := stream.Borrower{Site: site, Depth: 1}, stream.Borrower{Site: site, Depth: 2}
	var got []string
	for _, to := range []stream.Borrower{me, me, stream.Nobody, me, other, me} {
		data, err := conn.RecvFor(to, asked, 0)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, conn.Text(data))
	}
	for i, want := range "ddcdef" { // the first, second and fourth are in one place
		if got[i] != strings.Repeat(string(want), asked) {
			t.Errorf("text %d is %.3q, want all %q", i, got[i], want)
		}
	}
}
