package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockrun/runner/scenario"
)

// The scenarios in the reference of the parts of scenario files pass as they
// stand there, without a warning.
func TestSectionExamples(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.Reference() {
		if s.Example == "" {
			continue
		}
		t.Run(s.Topic, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "example.yaml")
			if err := os.WriteFile(file, []byte(s.Example), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, world := range []string{"--real", "--sim"} {
				if status, stdout, stderr := sockrun(world, file); status != 0 || strings.Contains(stdout, "warning") {
					t.Errorf("exit status is %d\n%s%s", status, stdout, stderr)
				}
			}
		})
	}
}
