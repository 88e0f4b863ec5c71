package main

import (
	"bytes"
	"fmt"
	"os/exec"
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

// libraryPasses runs the library, which must pass. It does so in a process of
// its own: here other tests start programs, which have copies of all sockets for
// a moment, so a listener that a scenario closes would keep its port; and what a
// process may take of memory is not for several runs at once. The limits of the
// library are for a machine that is not as busy as one that runs all tests.
func libraryPasses(t *testing.T, args ...string) {
	t.Helper()
	args = append(args, "--time-scale=12", "--allow-net=raw", library)
	if printed, err := exec.Command("sockrun", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
}

// The library passes on real sockets.
func TestLibrary(t *testing.T) {
	t.Parallel()
	libraryPasses(t, "-j8", "--allow-run=sh,python3")
}

// It passes too when its streams are chopped.
func TestLibraryChopped(t *testing.T) {
	t.Parallel()
	libraryPasses(t, "-j8", "--chop=bytes,joined,short", "--var=largest=1000000", "--allow-run=sh,python3")
}

// It passes too whatever the simulated network and its scheduler do, and each
// seed decides all: a second run goes the same way.
func TestLibrarySimulated(t *testing.T) {
	t.Parallel()
	for seed := 1; seed <= 5; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			libraryPasses(t, "--sim", "--verify", "--var=largest=1000000", fmt.Sprintf("--seed=%d", seed))
		})
	}
}

// Streams carry it through a storm, too; datagrams do not.
func TestLibraryInStorm(t *testing.T) {
	t.Parallel()
	for seed := 1; seed <= 3; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			libraryPasses(t, "--sim", "--weather=storm", "--skip-tags=udp", "--var=largest=1000000", fmt.Sprintf("--seed=%d", seed))
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
		{"--sim", 0, "2 skipped"},
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
