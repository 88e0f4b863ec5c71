package plural_test

import (
	"testing"

	"sockrun/luaapi/wire/plural"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 bytes", 1: "1 byte", 2: "2 bytes", 1000: "1000 bytes"} {
		if got := plural.Of(n, "byte"); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	if got := plural.Of(uint64(1)<<63, "more connection"); got != "9223372036854775808 more connections" {
		t.Error(got)
	}
}
