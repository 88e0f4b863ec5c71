package secure

import (
	"bytes"
	"testing"
)

// However what has come is cut, a read ends where a record ends.
func TestReadEndsWithRecord(t *testing.T) {
	t.Parallel()
	records := [][]byte{record(3), record(0), record(300), record(1)}
	all := bytes.Join(records, nil)
	for cut := 1; cut <= len(all); cut++ {
		for _, room := range []int{1, 4, 5, 6, 512} {
			p, rest := &pipe{}, all
			for i, want := range records {
				var got []byte
				for len(got) < len(want) {
					if p.isDry() {
						n := min(cut, len(rest))
						p.in, p.start, p.came, rest = rest[:n], 0, n, rest[n:]
					}
					buf := make([]byte, room)
					n, err := p.Read(buf)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, buf[:n]...)
				}
				if !bytes.Equal(got, want) {
					t.Fatalf("cut in pieces of %d and read by %d, record %d is %d bytes, want %d", cut, room, i, len(got), len(want))
				}
			}
			if n, err := p.Read(make([]byte, 9)); n != 0 || err != errEmpty {
				t.Fatalf("%d bytes and %v come after the last record", n, err)
			}
		}
	}
}

// record is one whose content has n bytes.
func record(n int) []byte {
	return append([]byte{23, 3, 3, byte(n >> 8), byte(n)}, bytes.Repeat([]byte{byte(n)}, n)...)
}
