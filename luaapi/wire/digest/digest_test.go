package digest_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sockrun/luaapi/wire/digest"
)

func find(t testing.TB, name string) *digest.Algorithm {
	t.Helper()
	a, err := digest.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// counting returns the bytes 0, 1, 2 and so on.
func counting(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

type vector struct {
	name      string
	msg, key  []byte
	sum, hmac string
}

// vectors reads what CPython made.
func vectors(t *testing.T) (list []vector) {
	t.Helper()
	file, err := os.Open("testdata/cpython.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var v vector
		var msg, key int
		if n, _ := fmt.Sscan(lines.Text(), &v.name, &msg, &key, &v.sum, &v.hmac); n == 5 {
			v.msg, v.key = counting(msg), counting(key)
			list = append(list, v)
		}
	}
	return list
}

func TestAsCPython(t *testing.T) {
	t.Parallel()
	var seen []string
	var keys digest.Keys
	for _, v := range vectors(t) {
		a := find(t, v.name)
		seen = append(seen, v.name)
		h := a.New()
		h.Write(v.msg)
		if got := hex.EncodeToString(h.Sum(nil)); got != v.sum {
			t.Errorf("%s of %d bytes is %s, want %s", v.name, len(v.msg), got, v.sum)
		}
		for range 2 { // the second time the key is known
			if got := hex.EncodeToString(keys.Sum(a, v.key, v.msg)); got != v.hmac {
				t.Errorf("%s HMAC of %d bytes is %s, want %s", v.name, len(v.msg), got, v.hmac)
			}
		}
	}
	if names := slices.Compact(seen); !slices.Equal(names, digest.Names()) {
		t.Errorf("vectors are for %q, algorithms are %q", names, digest.Names())
	}
}

// lines calls each for the fields of every line of a file of vectors, and says
// how many there were.
func lines(t *testing.T, file string, each func(fields []string)) (n int) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			each(strings.Fields(line))
			n++
		}
	}
	return n
}

// published reads bytes as published.txt has them.
func published(t *testing.T, text string) []byte {
	t.Helper()
	digits, times, repeated := strings.Cut(text, "*")
	b, err := hex.DecodeString(strings.Trim(digits, "-"))
	if n, _ := strconv.Atoi(times); repeated {
		b = bytes.Repeat(b, n)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPublished hashes the messages of RFCs and of FIPS, at once and in pieces.
func TestPublished(t *testing.T) {
	t.Parallel()
	var keys digest.Keys
	n := lines(t, "published.txt", func(f []string) {
		msg := published(t, f[2])
		var sums [][]byte
		switch {
		case strings.HasPrefix(f[0], "shake"):
			s := digest.NewShake(f[0])
			s.Write(msg)
			sums = append(sums, s.Sum(len(f[3])/2))
		case f[1] == "hash":
			sums = append(sums, inPieces(find(t, f[0]).New(), msg))
		default:
			key := published(t, f[1])
			sums = append(sums, inPieces(find(t, f[0]).HMAC(key), msg), keys.Sum(find(t, f[0]), key, msg))
		}
		for _, sum := range sums {
			if got := hex.EncodeToString(sum); got != f[3] {
				t.Errorf("%s %s %.50s is %s, want %s", f[0], f[1], f[2], got, f[3])
			}
		}
	})
	if n < 70 {
		t.Errorf("%d vectors only", n)
	}
}

func inPieces(h digest.Hash, data []byte) []byte {
	for n := 0; len(data) > 0; n++ {
		n = min(n, len(data))
		h.Write(data[:n])
		data = data[n:]
	}
	return h.Sum(nil)
}

// TestWycheproof verifies tags that are right, cut or changed in a few bits.
func TestWycheproof(t *testing.T) {
	t.Parallel()
	var keys digest.Keys
	n := lines(t, "wycheproof.txt", func(f []string) {
		key, _ := strconv.Atoi(f[1])
		msg, _ := strconv.Atoi(f[2])
		tag := published(t, f[3])
		a := find(t, f[0])
		for _, sum := range [][]byte{inPieces(a.HMAC(counting(key)), counting(msg)), keys.Sum(a, counting(key), counting(msg))} {
			if valid := bytes.Equal(sum[:len(tag)], tag); valid != (f[4] == "valid") {
				t.Errorf("%s: valid is %v", f, valid)
			}
		}
	})
	if n < 600 {
		t.Errorf("%d vectors only", n)
	}
}

func TestShake(t *testing.T) {
	t.Parallel()
	for _, name := range digest.Shakes() {
		s := digest.NewShake(name)
		s.Write([]byte("begin"))
		long, clone := s.Sum(500), s.Clone()
		clone.Write([]byte(" and end"))
		if !bytes.Equal(s.Sum(20), long[:20]) || bytes.Equal(clone.Sum(20), long[:20]) || len(s.Sum(0)) != 0 {
			t.Errorf("%s: reading or a clone changed it", name)
		}
		s.Write([]byte(" and end"))
		if !bytes.Equal(s.Sum(33), clone.Sum(33)) {
			t.Errorf("%s: the clone went another way", name)
		}
	}
}

func TestClone(t *testing.T) {
	t.Parallel()
	for _, name := range digest.Names() {
		for kind, h := range map[string]digest.Hash{"hash": find(t, name).New(), "hmac": find(t, name).HMAC(counting(200))} {
			h.Write(counting(150))
			before := h.Sum(nil)
			clone, err := h.Clone()
			if err != nil {
				t.Fatal(name, kind, err)
			}
			clone.Write([]byte("more"))
			if !slices.Equal(h.Sum(nil), before) {
				t.Errorf("%s %s: writing to the clone changed the original", name, kind)
			}
			h.Write([]byte("more"))
			if !slices.Equal(h.Sum(nil), clone.Sum(nil)) {
				t.Errorf("%s %s: the clone went another way", name, kind)
			}
		}
	}
}

// TestKeysAreBounded: more and longer keys than are remembered give the same.
func TestKeysAreBounded(t *testing.T) {
	t.Parallel()
	var keys digest.Keys
	a := find(t, "sha256")
	for i := range 600 {
		key := counting(i)
		h := a.HMAC(key)
		h.Write([]byte("m"))
		if !slices.Equal(keys.Sum(a, key, []byte("m")), h.Sum(nil)) {
			t.Fatalf("HMAC with key %d differs", i)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sha256", "SHA256", "Sha3_256"} {
		if got := find(t, name).Name(); got != strings.ToLower(name) {
			t.Errorf("%q finds %q", name, got)
		}
	}
	for name, want := range map[string]string{
		"sha265":     `no hash is named "sha265"; did you mean sha256?`,
		"sha-512":    `no hash is named "sha-512"; did you mean sha512?`,
		"top secret": "no hash has the name that was given (there are " + strings.Join(digest.Names(), ", ") + ")",
		"":           "no hash has the name that was given (there are " + strings.Join(digest.Names(), ", ") + ")",
	} {
		if a, err := digest.Find(name); err == nil || err.Error() != want {
			t.Errorf("Find(%q) = %v, %v\nwant %s", name, a, err, want)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	var keys digest.Keys
	a, key, message := find(b, "sha256"), counting(32), counting(64)
	b.ReportAllocs()
	for b.Loop() {
		keys.Sum(a, key, message)
	}
}
