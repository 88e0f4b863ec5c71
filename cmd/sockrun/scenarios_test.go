package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"sockrun/cmd/sockrun/internal/cli"
)

const library = "../../scenarios"

// sockrun runs the command line in this process.
func sockrun(args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = cli.Main(args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

// The library passes on real sockets, and whatever the simulated network and
// its scheduler do.
func TestLibrary(t *testing.T) {
	t.Parallel()
	worlds := [][]string{{"--real", "-j8", "--allow-run=sh"}}
	for seed := 1; seed <= 5; seed++ {
		worlds = append(worlds, []string{"--sim", fmt.Sprintf("--seed=%d", seed)})
	}
	for _, flags := range worlds {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := sockrun(append(flags, library)...)
			if status != 0 {
				t.Errorf("exit status is %d\n%s%s", status, stdout, stderr)
			}
		})
	}
}

// What runs programs says which permission it lacks, and is skipped where no
// programs can be run.
func TestLibraryNeedsPrograms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		world  string
		status int
		shows  string
	}{
		{"--real", 2, "allow it with --allow-run=sh"},
		{"--sim", 0, "1 skipped"},
	} {
		t.Run(c.world, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := sockrun(c.world, library+"/classic/09-command-server.yaml")
			if status != c.status || !strings.Contains(stdout+stderr, c.shows) {
				t.Errorf("exit status is %d, want %d and %q\n%s%s", status, c.status, c.shows, stdout, stderr)
			}
		})
	}
}
