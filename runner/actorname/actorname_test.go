package actorname_test

import (
	"testing"

	"sockrun/runner/actorname"
)

func TestCut(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		base, rest string
		isInstance bool
	}{
		"alice":                         {"alice", "", false},
		"alice[2]":                      {"alice", "[2]", true},
		"":                              {"", "", false},
		actorname.Instance("alice", 10): {"alice", "[10]", true},
	} {
		base, rest, isInstance := actorname.Cut(name)
		if base != want.base || rest != want.rest || isInstance != want.isInstance || actorname.Base(name) != want.base {
			t.Errorf("%q gives %q, %q, %t; want %+v", name, base, rest, isInstance, want)
		}
	}
}
