package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if strings.HasSuffix(os.Args[0], ".test") { // else it is a command of a test, which may set these
		os.Unsetenv("COLUMNS")
		// In the background of a shell SIGINT is ignored, also by what tests start and
		// interrupt, unless it is caught here.
		if signal.Ignored(os.Interrupt) {
			signal.Notify(make(chan os.Signal, 1), os.Interrupt)
		}
	}
	testscript.Main(m, map[string]func(){"sockrun": main, "subject": subject, "cycles": cycles})
}

// TestScripts runs what users type, one script for each thing they may want or
// get wrong. Besides testscript's own commands there are:
//
//	exits STATUS ARG…   runs sockrun and compares its exit status
//	shows FILE          compares stdout with FILE, whatever the times and ports
//	holds FILE WANT     compares FILE with WANT in the same way
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			temp, err := os.MkdirTemp("", "s") // short, since the paths of unix sockets must be
			env.Setenv("TMPDIR", temp)
			env.Setenv("TOO_MANY", strconv.Itoa(max(runtime.NumCPU()/2, 1)+1)) // abandoned VMs
			env.Defer(func() { os.RemoveAll(temp) })
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "shows": shows, "holds": holds},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits STATUS ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("sockrun", args[1:]...)
	if got := statusOf(err); got != want {
		ts.Fatalf("sockrun exits with %d, want %d (%v)", got, want, err)
	}
	left, err := os.ReadDir(ts.Getenv("TMPDIR"))
	ts.Check(err)
	if len(left) > 0 {
		ts.Fatalf("sockrun leaves %v in its temporary folder", left)
	}
}

// statusOf returns the exit status that an error of package exec stands for.
func statusOf(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

func shows(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: shows FILE")
	}
	compare(ts, "stdout", args[0])
}

func holds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: holds FILE WANT")
	}
	compare(ts, args[0], args[1])
}

func compare(ts *testscript.TestScript, name, wanted string) {
	got, want := steady(ts.ReadFile(name)), steady(ts.ReadFile(wanted))
	if got != want {
		ts.Fatalf("%s, without times and ports, is\n%s\nwant\n%s", name, got, want)
	}
}

// unsteady is what differs between runs, and what stands for it.
var unsteady = []struct {
	text *regexp.Regexp
	name string
}{
	{regexp.MustCompile(`(?m)^slowest\n(?:  .*\n)+`), ""},
	{regexp.MustCompile(` +\+?[0-9.]+ m?s\b`), "  TIME"},
	{regexp.MustCompile(` for [0-9.]+m?s\b`), " for TIME"},
	{regexp.MustCompile(`127\.0\.0\.1:[0-9]+`), "127.0.0.1:PORT"},
	{regexp.MustCompile(`"(duration|at)_ms":[0-9.]+`), `"${1}_ms":TIME`},
	{regexp.MustCompile(`"began":"[^"]+"`), `"began":"TIME"`},
	{regexp.MustCompile(` (time|timestamp)="[^"]+"`), ` $1="TIME"`},
	{regexp.MustCompile(`"version":"[^"]+"`), `"version":"VERSION"`},
	{regexp.MustCompile(`name="version" value="[^"]+"`), `name="version" value="VERSION"`},
}

// steady takes out of a report what differs between runs.
func steady(text string) string {
	for _, u := range unsteady {
		text = u.text.ReplaceAllString(text, u.name)
	}
	return text
}
