// Package vectors reads what tests compare with: files in which each line is a
// JSON object that says what CPython does.
package vectors

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
)

// Each calls check for each line of a file, which is decompressed when its name
// ends with .gz. The test fails when a line cannot be read, or when there are fewer
// than least. It must be called by the goroutine of the test.
func Each[V any](t testing.TB, name string, least int, check func(v *V, line string)) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, n := bufio.NewScanner(plain(t, file)), 0
	for ; lines.Scan(); n++ {
		v := new(V)
		if err := json.Unmarshal(lines.Bytes(), v); err != nil {
			t.Fatal(err)
		}
		check(v, lines.Text())
	}
	if err := lines.Err(); err != nil || n < least {
		t.Errorf("read %d lines of %s: %v", n, name, err)
	}
}

func plain(t testing.TB, file *os.File) io.Reader {
	t.Helper()
	if !strings.HasSuffix(file.Name(), ".gz") {
		return file
	}
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
