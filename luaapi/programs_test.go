package luaapi_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sockrun/luaapi"
	"sockrun/runner/world"
)

// program is one section of a file in testdata: it runs alone in a fresh VM.
// A section begins with a line "--- name"; a line that ends with
// "--> text" is where the program must fail, with text in the error.
type program struct {
	file, name, code string
	failLine         int
	failText         string
}

var failMark = regexp.MustCompile(`--> (.*)$`)

// prelude is what every program may use beside settle, in one line: pair()
// returns two ends of a TCP connection, and the listener that it went through;
// secured() returns both ends of one over TLS, the client's first; arrived waits
// until so many bytes can be received; lacks_ipv6 says whether the machine has no
// address ::1.
const prelude = `local settle = ... function pair() local l = socket.socket() l:bind("127.0.0.1", 0) l:listen() ` +
	`local a = socket.socket() a:connect(l:getsockname()) local b = l:accept() return a, b, l end ` +
	`function secured() local a, b = pair() local certificate = tls.self_signed{names = {"localhost"}} ` +
	`local server = task.spawn(b.starttls, b, {cert = certificate}) ` +
	`a:starttls{ca = certificate, server_name = "localhost"} server:join() return a, b end ` +
	`function arrived(s, n) while #s:recv(n, socket.MSG_PEEK) < n do task.sleep(0.001) end end ` +
	`function lacks_ipv6() local ok, err = pcall(function() local s = socket.socket(socket.AF_INET6) s:bind("::1", 0) s:close() end) ` +
	`return not ok and (err.code == "EADDRNOTAVAIL" or err.code == "EAFNOSUPPORT") end `

// programs reads the sections of a file. Each keeps its line numbers.
func programs(t *testing.T, path string) []*program {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []*program
	for i, line := range strings.Split(string(data), "\n") {
		if name, ok := strings.CutPrefix(line, "--- "); ok {
			list = append(list, &program{file: filepath.Base(path), name: name, code: prelude + strings.Repeat("\n", i)})
		}
		if len(list) == 0 {
			continue
		}
		p := list[len(list)-1]
		p.code += line + "\n"
		if m := failMark.FindStringSubmatch(line); m != nil {
			p.failLine, p.failText = i+1, m[1]
		}
	}
	return list
}

// realOnly are the files whose programs run in the real world only: they need
// the system, or no world at all.
var realOnly = map[string]bool{"process.lua": true, "string.lua": true}

// unrestricted are the files whose programs need what the policy refuses unless
// it is allowed.
var unrestricted = map[string]bool{"process.lua": true, "socket_unrestricted.lua": true}

// TestPrograms runs every Lua program of testdata in the real world and under
// several seeds of the simulated one.
func TestPrograms(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		for _, p := range programs(t, file) {
			t.Run(strings.TrimSuffix(p.file, ".lua")+"/"+p.name, func(t *testing.T) {
				t.Parallel()
				t.Run("real", func(t *testing.T) { p.run(t, setup{kind: world.Real, allowAll: unrestricted[p.file]}) })
				for seed := uint64(1); seed <= 5 && !realOnly[p.file]; seed++ {
					t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { p.run(t, setup{kind: world.Simulated, seed: seed, allowAll: unrestricted[p.file]}) })
				}
			})
		}
	}
}

func (p *program) run(t *testing.T, s setup) {
	root, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	s.name, s.code, s.root = p.file, p.code, root
	err = runScript(t, s)
	switch {
	case p.failLine == 0 && err != nil:
		t.Errorf("%v%s", err, detail(err))
	case p.failLine == 0:
	case err == nil:
		t.Errorf("%s:%d: no error, want %q", p.file, p.failLine, p.failText)
	default:
		p.wantFailure(t, err)
	}
}

func (p *program) wantFailure(t *testing.T, err error) {
	t.Helper()
	var e *luaapi.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T %v", err, err)
	}
	if e.File != p.file || e.Line != p.failLine || !strings.Contains(e.Message, p.failText) {
		t.Errorf("error is %q%s\nwant line %d with %q", e, detail(err), p.failLine, p.failText)
	}
}

// detail is what an error holds beside its message.
func detail(err error) string {
	var e *luaapi.Error
	if !errors.As(err, &e) {
		return ""
	}
	return fmt.Sprintf("\n  kind %d %s\n  %s\n  stack: %s", e.Kind, e.Code, strings.Join(e.Detail, "\n  "), strings.Join(e.Stack, " < "))
}
