package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A conversation is held by two programs, each in a terminal of its own.
type conversation struct {
	name    string
	runs    bool     // the server runs until it is interrupted
	server  []string // arguments behind the port
	client  []string
	answers string // what is typed at the server
	typed   string // and at the client
	printed string // by the client
	served  string // is in what the server prints
}

// In all of these PORT stands for the port, and DIR for a folder with files.
var conversations = []conversation{
	{name: "01", typed: "hello!\n", printed: "message: hi\n", served: "hello!"},
	{name: "01", typed: "", printed: "message: hi\n", served: "hello!"},
	{name: "02", typed: "hello\nbye\n", answers: "hi\n", printed: "> server says hi\n> ", served: "says bye"},
	{name: "02", typed: "hello\nmore\n", answers: "hi\nbye\n", printed: "> server says hi\n> server says bye\n", served: "says more"},
	{name: "04", runs: true, typed: "hello\nfeng\nq\nnever sent\n", printed: "127.0.0.1:PORT says HELLO\n127.0.0.1:PORT says FENG\n"},
	{name: "04", runs: true, typed: "end of input", printed: "127.0.0.1:PORT says END OF INPUT\n"},
	{name: "09", server: []string{"once"}, typed: commands, printed: outputs},
	{name: "09", server: []string{"once"}, client: []string{"gbk"}, typed: "printf '\\304\\343\\272\\303'\n", printed: ">> 你好>> "},
	{name: "10", server: []string{"DIR/received", "once"}, typed: "DIR/empty\n", printed: sum("empty"), served: sum("empty")},
	{name: "10", server: []string{"DIR/received", "once"}, typed: "DIR/large\n", printed: sum("large"), served: sum("large")},
	{name: "11", server: []string{"md5", "once"}, answers: "key\n", typed: "key\n", printed: "legal\n", served: "legal"},
	{name: "11", server: []string{"sha256", "once"}, client: []string{"sha256"}, answers: "key\n", typed: "key\n", printed: "legal\n", served: "legal"},
	{name: "11", server: []string{"md5", "once"}, answers: "key\n", typed: "a guess\n", printed: "not legal\n", served: "not legal"},
	{name: "12", runs: true, typed: "hello\n  feng \n", printed: "HELLO\nFENG\n"},
	{name: "12", runs: true, server: []string{"udp"}, client: []string{"udp"}, typed: "hello\n  feng \n", printed: "HELLO\nFENG\n"},
	{name: "13", runs: true, typed: "hello\nfeng\nq\nnever sent\n", printed: "HELLO\nFENG\n"},
}

const commands = `echo hello
true

cd programs-of-nobody 2> /dev/null && true
cd /usr
pwd
echo lost; echo found >&2
(echo kept; echo found >&2) 2>&1
head -c 5000000 /dev/zero | wc -c
printf '你好，世界'
:q
echo never sent
`

const outputs = `>> hello
>> >> >> >> >> /usr
>> found
>> kept
found
>> 5000000
>> 你好，世界>> `

// files are those that conversation 10 sends.
var files = map[string][]byte{"empty": nil, "large": bytes.Repeat([]byte("sockrun\n"), 20001)}

func sum(name string) string {
	return fmt.Sprintf("%s: %d bytes, sha256 %x\n", name, len(files[name]), sha256.Sum256(files[name]))
}

// The programs of the classic conversations talk with each other, and with
// those that a Python programmer would write.
func TestPrograms(t *testing.T) {
	t.Parallel()
	for i, c := range conversations {
		for _, pair := range [][2]language{{lua, lua}, {lua, python}, {python, lua}} {
			t.Run(fmt.Sprintf("%s %d %s-%s", c.name, i, pair[0], pair[1]), func(t *testing.T) {
				t.Parallel()
				c.hold(t, pair[0], pair[1])
			})
		}
	}
}

func (c conversation) hold(t *testing.T, server, client language) {
	server.need(t)
	client.need(t)
	words := strings.NewReplacer("DIR", folder(t))
	s := start(t, words.Replace(c.answers), server.command(words, c.name+"-server", "0", c.server))
	port := s.port(t)
	p := start(t, words.Replace(c.typed), client.command(words, c.name+"-client", port, c.client))
	if got, want := p.end(t, 0), strings.ReplaceAll(c.printed, "PORT", port); got != want {
		t.Errorf("the client prints %q, want %q", got, want)
	}
	status := 0
	if c.runs {
		s.Process.Signal(syscall.SIGINT)
		status = server.interrupted()
	}
	if got := s.end(t, status); !strings.Contains(got, c.served) {
		t.Errorf("the server prints %q, want %q in it", got, c.served)
	}
}

// folder makes a folder with the files to send, and one for those received.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "received"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// language is what a program is written in.
type language string

const (
	lua    language = "sockrun"
	python language = "python"
)

func (l language) need(t *testing.T) {
	if l == python && exec.Command("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))").Run() != nil {
		t.Skip("python3, 3.8 or later, is not installed")
	}
}

// interrupted is how a program ends that Ctrl-C has interrupted: Python lets
// the signal end it.
func (l language) interrupted() int {
	if l == python {
		return -1
	}
	return 130
}

func (l language) command(words *strings.Replacer, program, port string, rest []string) *exec.Cmd {
	args := []string{"testdata/python/" + program + ".py", port}
	name := "python3"
	if l == lua {
		flags := []string{"run", "--allow-run=sh", words.Replace("--allow-read=DIR"), words.Replace("--allow-write=DIR")}
		args = append(flags, library+"/classic/programs/"+program+".lua", port)
		name = "sockrun"
	}
	for _, arg := range rest {
		args = append(args, words.Replace(arg))
	}
	return exec.Command(name, args...)
}

// terminal is where a program runs.
type terminal struct {
	*exec.Cmd
	out *bufio.Reader
	err bytes.Buffer
}

func start(t *testing.T, input string, cmd *exec.Cmd) *terminal {
	t.Helper()
	p := &terminal{Cmd: cmd}
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
