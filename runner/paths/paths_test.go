package paths_test

import (
	"testing"

	"sockrun/runner/paths"
)

func TestShown(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"/a/b/c.yaml":           "c.yaml",
		"/a/c.yaml":             "/a/c.yaml",
		"/a/b/bad\nPASS x.yaml": `bad\nPASS x.yaml`,
	} {
		if got := paths.Shown(file, "/a/b"); got != want {
			t.Errorf("Shown(%q) is %q, want %q", file, got, want)
		}
	}
}
