// Package iolib is Lua's io library: the console of the script, and files as
// far as the policy lets it have them.
package iolib

import (
	"os"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "io", Doc: "The io library of Lua 5.1: files as far as the policy allows them, and io.stdin, io.stdout, io.stderr. A file that is not closed is closed with the VM.",
		Example: `io.write("no line end: ", 7, "\n")      --> no line end: 7
local file, why = io.open("/nowhere/at/all")
print(file, why ~= nil)                  --> nil	true`,
		Funcs: []bind.Func{
			{Name: "open", Params: "path: string, mode?: string", Returns: "file or nil, string", Doc: "Opens a file, or returns nil and why not.", Run: open},
			{Name: "read", Params: "...: string or integer", Returns: "...", Doc: `Reads from the standard input of a program, which is empty in a scenario: "*l" a line, "*n" a number, "*a" everything, n bytes.`, Run: readInput},
			{Name: "write", Params: "...: string or number", Returns: "file", Doc: "Prints to standard output; in a scenario each call begins a line of its own.", Run: writeOutput},
			{Name: "flush", Doc: "Does nothing: writes are not buffered.", Run: func(bind.Call) int { return 0 }},
			{Name: "lines", Params: "path?: string", Returns: "function", Doc: "Iterates over the lines of a file, or of standard input.", Run: lines},
			{Name: "type", Params: "v: any", Returns: "string", Doc: `Returns "file", "closed file" or nil.`, Run: typeOf},
		},
		Classes: []*bind.Class{fileClass},
		Global:  withConsole,
	}
}

type consoleKey struct{}

type console struct{ in, out, err *lua.LUserData }

func consoleOf(s *thread.State) *console {
	return s.Value(consoleKey{}, func() any {
		return &console{
			in:  bind.New(s, fileClass, &file{reader: s.Console.Stdin, name: "stdin", standard: true}),
			out: bind.New(s, fileClass, &file{writer: s.Console.Stdout, name: "stdout", standard: true}),
			err: bind.New(s, fileClass, &file{writer: s.Console.Stderr, name: "stderr", standard: true}),
		}
	}).(*console)
}

func withConsole(s *thread.State, module *lua.LTable) lua.LValue {
	console := consoleOf(s)
	module.RawSetString("stdin", console.in)
	module.RawSetString("stdout", console.out)
	module.RawSetString("stderr", console.err)
	return module
}

var modes = map[string]int{
	"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREATE | os.O_TRUNC, "a": os.O_WRONLY | os.O_CREATE | os.O_APPEND,
	"r+": os.O_RDWR, "w+": os.O_RDWR | os.O_CREATE | os.O_TRUNC, "a+": os.O_RDWR | os.O_CREATE | os.O_APPEND,
}

func open(c bind.Call) int {
	f, err := openFile(c, c.String(1), c.OptString(2, "r"))
	if err != nil {
		c.S.Refused(c.L, thread.ForFile, "io.open returned nil: "+err.Error())
		return c.Push(lua.LNil, lua.LString(err.Error()))
	}
	c.S.Granted(thread.ForFile)
	return c.Push(bind.New(c.S, fileClass, f))
}

func openFile(c bind.Call, path, mode string) (*file, error) {
	if n := len(mode); n > 0 && mode[n-1] == 'b' {
		mode = mode[:n-1]
	}
	flags, ok := modes[mode]
	if !ok {
		c.Raise("mode must be r, w, a, r+, w+ or a+, got %q", mode)
	}
	f, err := Open(c.S, path, flags, 0o666)
	if err != nil {
		return nil, err
	}
	opened := &file{seeker: f, closer: f, name: path, waits: Waits(f)}
	if flags&os.O_WRONLY == 0 {
		opened.reader = f
	}
	if flags&(os.O_WRONLY|os.O_RDWR) != 0 {
		opened.writer = f
	}
	return opened, nil
}

func readInput(c bind.Call) int { return consoleOf(c.S).in.Value.(*file).read(c, 1) }

func writeOutput(c bind.Call) int {
	out := consoleOf(c.S).out
	return out.Value.(*file).write(c, out)
}

func lines(c bind.Call) int {
	refuseFormats(c, 2)
	f := consoleOf(c.S).in.Value.(*file)
	if c.Given(1) {
		opened, err := openFile(c, c.String(1), "r")
		if err != nil {
			c.Raise("%s", err)
		}
		opened.closeAtEnd = true
		f = opened
	}
	return f.lines(c)
}

func typeOf(c bind.Call) int {
	ud, ok := c.Arg(1).(*lua.LUserData)
	if !ok {
		return c.Push(lua.LNil)
	}
	f, ok := ud.Value.(*file)
	switch {
	case !ok:
		return c.Push(lua.LNil)
	case f.closed:
		return c.Push(lua.LString("closed file"))
	}
	return c.Push(lua.LString("file"))
}
