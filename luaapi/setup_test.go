package luaapi_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// setup says how to run a script; the zero value is a fresh VM in the real
// world with the strictest policy.
type setup struct {
	kind     world.Kind
	seed     uint64
	allowAll bool
	root     string // readable; where require looks
	name     string // of the script; "test.lua" unless said
	code     string
	stdin    string
	stdout   io.Writer
	stderr   io.Writer     // where stdout goes, unless said
	timeout  time.Duration // after which the VM is stopped; patience unless said
}

// patience is how long tests wait for what must happen, however busy the
// machine is: nearly as long as the tests of a package may take.
const patience = 8 * time.Minute

// newWorld makes the world of a setup and closes it with the test.
func newWorld(t testing.TB, s setup) *world.World {
	t.Helper()
	temp, err := os.MkdirTemp("", "lua") // short, since the paths of unix sockets must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(temp) })
	p, err := policy.Parse(policy.Flags{All: s.allowAll, Root: s.root, Temp: temp, Dir: temp})
	if err != nil {
		t.Fatal(err)
	}
	// The transcript keeps nothing, but the world then knows its sockets.
	return world.New(s.kind, world.Options{Seed: s.seed, Dir: temp, Policy: p, Transcript: transcript.New(-1)})
}

// newVM makes a VM in w.
func newVM(t testing.TB, w *world.World, s setup) *luaapi.VM {
	t.Helper()
	if s.timeout == 0 {
		s.timeout = patience
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	t.Cleanup(cancel)
	if s.stdout == nil {
		s.stdout = io.Discard
	}
	if s.stderr == nil {
		s.stderr = s.stdout
	}
	console := host.Console{Stdin: strings.NewReader(s.stdin), Stdout: s.stdout, Stderr: s.stderr}
	return luaapi.New(luaapi.Config{World: w, Context: ctx, Console: console, Dir: s.root, Root: s.root})
}

// compile compiles a script that must compile.
func compile(t testing.TB, name, code string) *chunk.Chunk {
	t.Helper()
	if name == "" {
		name = "test.lua"
	}
	c, err := chunk.Compile(code, chunk.Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// runScript runs a script as an actor's is run: with its spawned tasks and its
// recorded assertions. Its argument is the function settle.
func runScript(t testing.TB, s setup) (err error) {
	t.Helper()
	c := compile(t, s.name, s.code)
	w := newWorld(t, s)
	w.Main(func() {
		vm := newVM(t, w, s)
		err = vm.Do("main", func(task *luaapi.Task) error { return whole(task, c, settler{vm, w, s.kind}.of(task)) })
		if stuck := w.Close(patience); stuck != nil {
			t.Errorf("tasks are left: %q", stuck)
		}
	})
	return err
}

func whole(task *luaapi.Task, c *chunk.Chunk, args ...luaapi.Value) error {
	if _, err := task.Run(c, args...); err != nil {
		return err
	}
	return errors.Join(append(task.Unjoined(), task.Recorded()...)...)
}

// run runs a script in a fresh VM of the real world and returns what it
// printed.
func run(t testing.TB, code string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := runScript(t, setup{code: code, stdout: &out})
	return out.String(), err
}

// asError returns the *luaapi.Error that err must be.
func asError(t testing.TB, err error) *luaapi.Error {
	t.Helper()
	var e *luaapi.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T: %v", err, err)
	}
	return e
}

// worlds are those that tests of both kinds run in; the index is the seed.
var worlds = []world.Kind{world.Real, world.Simulated, world.Simulated, world.Simulated}

// writerFunc calls a function with what is written.
type writerFunc struct{ fn func([]byte) }

func (w *writerFunc) Write(p []byte) (int, error) {
	w.fn(p)
	return len(p), nil
}

// runInput runs code in a VM of w with a console.
func runInput(t testing.TB, w *world.World, in io.Reader, out io.Writer, code string) error {
	t.Helper()
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background(), Console: host.Console{Stdin: in, Stdout: out, Stderr: out}})
	return vm.Do("main", func(task *luaapi.Task) error { return whole(task, compile(t, "", code)) })
}
