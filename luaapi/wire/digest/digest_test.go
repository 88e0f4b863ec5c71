package digest_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
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
