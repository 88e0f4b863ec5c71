package main

import (
	"bufio"
	"bytes"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// programs is where the conversations are that run in two terminals.
const programs = library + "/classic/programs/"

// terminal is a program that runs in a terminal of its own.
type terminal struct {
	*exec.Cmd
	out *bufio.Reader
	err bytes.Buffer
}

func start(t *testing.T, input string, args ...string) *terminal {
	t.Helper()
	p := &terminal{Cmd: exec.Command("sockrun", append([]string{"run"}, args...)...)}
	p.Stdin, p.Stderr = strings.NewReader(input), &p.err
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill() })
	return p
}

// port reads the first line of a server, which says where it listens.
func (p *terminal) port(t *testing.T) string {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		p.end(t, 0)
		t.Fatal(err)
	}
	port, found := strings.CutPrefix(strings.TrimSpace(line), "listening on 127.0.0.1:")
	if !found {
		t.Fatalf("the server begins with %q", line)
	}
	return port
}

// end waits for the program, which must end with a status, and returns what
// else it has printed.
func (p *terminal) end(t *testing.T, status int) string {
	t.Helper()
	printed, err := io.ReadAll(p.out)
	if err != nil {
		t.Error(err)
	}
	if got := statusOf(p.Wait()); got != status {
		t.Errorf("%s ends with %d, want %d\n%s", p, got, status, &p.err)
	}
	return string(printed)
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		server  []string // arguments behind the port
		runs    bool     // until it is interrupted
		typed   string
		printed string // by the client
	}{
		{name: "01", typed: "hello!\n", printed: "message: hi\n"},
		{name: "01", typed: "", printed: "message: hi\n"},
		{name: "04", runs: true, typed: "hello\nfeng\nq\nnever sent\n", printed: "127.0.0.1:PORT says HELLO\n127.0.0.1:PORT says FENG\n"},
		{name: "04", runs: true, typed: "end of input", printed: "127.0.0.1:PORT says END OF INPUT\n"},
		{name: "09", server: []string{"once"}, typed: commands, printed: outputs},
		{name: "09", runs: true, typed: "echo $((6 * 7))\n", printed: ">> 42\n>> "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := start(t, "", append([]string{"--allow-run=sh", programs + c.name + "-server.lua", "0"}, c.server...)...)
			port := server.port(t)
			client := start(t, c.typed, programs+c.name+"-client.lua", port)
			if got, want := client.end(t, 0), strings.ReplaceAll(c.printed, "PORT", port); got != want {
				t.Errorf("the client prints %q, want %q", got, want)
			}
			if c.runs {
				server.Process.Signal(syscall.SIGINT)
				server.end(t, 130)
				return
			}
			server.end(t, 0)
		})
	}
}

const commands = `echo hello
true

cd programs-of-nobody 2> /dev/null
cd / && cd usr
pwd
echo lost; echo found >&2
printf '你好，世界'
:q
echo never sent
`

const outputs = `>> hello
>> >> >> >> >> /usr
>> found
>> 你好，世界>> `
