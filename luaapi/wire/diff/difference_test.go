package diff_test

import (
	"testing"

	"sockrun/luaapi/wire/diff"
)

// Fields that only follow from others are counted apart.
func TestInFields(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		own, follow int
		want        string
	}{
		{1, 0, "1 field"},
		{3, 0, "3 fields"},
		{0, 2, "2 fields"},
		{1, 1, "1 field, and 1 that follows from it"},
		{1, 2, "1 field, and 2 that follow from it"},
		{2, 1, "2 fields, and 1 that follows from them"},
		{2, 2, "2 fields, and 2 that follow from them"},
	} {
		fields := make([]diff.Field, c.own+c.follow)
		for i := range c.follow {
			fields[i].Note = diff.Follows
		}
		if got := diff.InFields(fields); got != c.want {
			t.Errorf("%d of their own and %d that follow: %q, want %q", c.own, c.follow, got, c.want)
		}
	}
}
