package uncopied_test

import (
	"testing"

	"sockrun/luaapi/wire/uncopied"
)

func TestSharesMemory(t *testing.T) {
	t.Parallel()
	b := []byte("abc")
	s := uncopied.String(b)
	if s != "abc" {
		t.Fatalf("got %q", s)
	}
	if again := uncopied.Bytes(s); &again[0] != &b[0] || len(again) != len(b) {
		t.Errorf("%q was copied", again)
	}
	if uncopied.String(nil) != "" || len(uncopied.Bytes("")) != 0 {
		t.Error("nothing is something")
	}
}
