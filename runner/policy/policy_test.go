package policy_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
)

func parse(t *testing.T, f policy.Flags) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func addr(s string) host.Addr {
	a := netip.MustParseAddrPort(s)
	return host.Inet(a.Addr(), int(a.Port()))
}

// checkDenied requires a refusal whose flag is flag, or none when it is "".
func checkDenied(t *testing.T, err error, flag string) {
	t.Helper()
	var denied *host.Denied
	switch {
	case flag == "" && err != nil:
		t.Errorf("refused: %v", err)
	case flag != "" && !errors.As(err, &denied):
		t.Errorf("got %v, want a refusal that names %s", err, flag)
	case flag != "" && (denied.Flag != flag || !errors.Is(err, syscall.EPERM)):
		t.Errorf("the refusal names %q, want %q", denied.Flag, flag)
	}
}

func TestConnect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		allow string // comma separated
		to    string
		flag  string // of the refusal, "" when allowed
	}{
		{"", "127.0.0.1:80", ""},
		{"", "127.255.255.254:80", ""},
		{"", "[::1]:80", ""},
		{"", "[::ffff:127.0.0.1]:80", ""},
		{"", "10.0.0.1:80", "--allow-net=10.0.0.1:80"},
		{"", "[::ffff:10.0.0.1]:80", "--allow-net=10.0.0.1:80"},
		{"", "[::127.0.0.1]:80", "--allow-net=[::7f00:1]:80"},
		{"", "[64:ff9b::7f00:1]:80", "--allow-net=[64:ff9b::7f00:1]:80"},
		{"", "[2001:db8::1]:80", "--allow-net=[2001:db8::1]:80"},
		{"", "0.0.0.0:80", "--allow-net=0.0.0.0:80"},
		{"", "[::]:80", "--allow-net=[::]:80"},
		{"", "128.0.0.1:80", "--allow-net=128.0.0.1:80"},
		{"10.0.0.1", "10.0.0.1:80", ""},
		{"10.0.0.1", "[::ffff:10.0.0.1]:80", ""},
		{"::ffff:10.0.0.1", "10.0.0.1:80", ""},
		{"10.0.0.1", "10.0.0.2:80", "--allow-net=10.0.0.2:80"},
		{"10.0.0.1:80", "10.0.0.1:80", ""},
		{"10.0.0.1:80", "10.0.0.1:81", "--allow-net=10.0.0.1:81"},
		{"10.0.0.1:80,10.0.0.1:81", "10.0.0.1:81", ""},
		{"2001:db8::1", "[2001:db8::1]:80", ""},
		{"[2001:db8::1]", "[2001:db8::1]:80", ""},
		{"[2001:db8::1]:80", "[2001:db8::1]:80", ""},
		{"[2001:db8::1]:80", "[2001:db8::1]:81", "--allow-net=[2001:db8::1]:81"},
		{"10.0.0.0/8", "10.200.0.1:80", ""},
		{"10.0.0.0/8", "11.0.0.1:80", "--allow-net=11.0.0.1:80"},
		{"0.0.0.0/0", "[2001:db8::1]:80", "--allow-net=[2001:db8::1]:80"},
		{"2001:db8::/32", "[2001:db8:1::1]:80", ""},
		{"*", "8.8.8.8:53", ""},
		{"*:53", "8.8.8.8:53", ""},
		{"*:53", "8.8.8.8:80", "--allow-net=8.8.8.8:80"},
		{"raw", "8.8.8.8:80", "--allow-net=8.8.8.8:80"},
		{"example.com", "8.8.8.8:80", "--allow-net=8.8.8.8:80"},
	} {
		t.Run(c.allow+" "+c.to, func(t *testing.T) {
			t.Parallel()
			p := parse(t, policy.Flags{Net: split(c.allow)})
			checkDenied(t, p.Connect(addr(c.to)), c.flag)
			checkDenied(t, p.Bind(addr(c.to)), c.flag)
			if c.flag != "" {
				again := parse(t, policy.Flags{Net: []string{strings.TrimPrefix(c.flag, "--allow-net=")}})
				checkDenied(t, again.Connect(addr(c.to)), "")
			}
		})
	}
}

func split(rules string) []string {
	if rules == "" {
		return nil
	}
	return strings.Split(rules, ",")
}

func TestConnectByName(t *testing.T) {
	t.Parallel()
	p := parse(t, policy.Flags{Net: []string{"Example.com:443"}})
	checkDenied(t, p.Connect(addr("8.8.8.8:443"), "other.net", "EXAMPLE.com."), "")
	checkDenied(t, p.Connect(addr("8.8.8.8:80"), "example.com"), "--allow-net=8.8.8.8:80")
	checkDenied(t, p.Connect(addr("8.8.8.8:443"), "notexample.com", ""), "--allow-net=8.8.8.8:443")
}

func TestBindToAnyAddress(t *testing.T) {
	t.Parallel()
	p := parse(t, policy.Flags{})
	checkDenied(t, p.Bind(addr("0.0.0.0:0")), "--allow-net=0.0.0.0")
	checkDenied(t, p.Bind(addr("[::]:0")), "--allow-net=::")
	checkDenied(t, p.Bind(addr("[::ffff:0.0.0.0]:0")), "--allow-net=0.0.0.0")
	checkDenied(t, p.Bind(host.Addr{}), "-A")
	checkDenied(t, parse(t, policy.Flags{Net: []string{"0.0.0.0"}}).Bind(addr("0.0.0.0:0")), "")
}

func TestRefusalsSayWhatTheyRefuse(t *testing.T) {
	t.Parallel()
	p := parse(t, policy.Flags{Temp: folder(t)})
	_, read := p.Read("/x")
	_, write := p.Write("/x")
	_, remove := p.Remove("/x")
	for _, c := range []struct {
		err  error
		want string
	}{
		{p.Connect(addr("10.0.0.1:80")), "connect to 10.0.0.1:80"},
		{p.Connect(addr("[::ffff:10.0.0.1]:80")), "connect to 10.0.0.1:80"},
		{p.Bind(addr("[::]:80")), "bind to [::]:80"},
		{p.Connect(host.UnixPath("\x00x")), "connect to @x"},
		{p.Lookup("Example.com"), "look-up of Example.com"},
		{p.Raw(), "a raw socket"},
		{p.Run([]string{"git", "push"}), "run of git"},
		{p.Run([]string{"sh", "-c", "git push"}), "run of sh"},
		{read, "read of /x"},
		{write, "write to /x"},
		{remove, "removal of /x"},
	} {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), c.want+" is not allowed (EPERM); allow it with --allow-") {
			t.Errorf("got %v, want %s", c.err, c.want)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ allow, name, flag string }{
		{"", "localhost", ""},
		{"", "LocalHost.", ""},
		{"", "127.0.0.1", ""},
		{"", "10.0.0.1", ""},
		{"", "::1", ""},
		{"", "localhost.evil.net", "--allow-net=localhost.evil.net"},
		{"", "127.1", ""},
		{"", "<broadcast>", ""},
		{"", "127.1.", "--allow-net=127.1"},
		{"", "example.com", "--allow-net=example.com"},
		{"example.com:443", "EXAMPLE.com.", ""},
		{"example.com", "www.example.com", "--allow-net=www.example.com"},
		{"10.0.0.0/8", "example.com", "--allow-net=example.com"},
		{"*", "example.com", ""},
	} {
		checkDenied(t, parse(t, policy.Flags{Net: split(c.allow)}).Lookup(c.name), c.flag)
	}
}

func TestReverse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ allow, ip, flag string }{
		{"", "127.0.0.9", ""}, {"", "::1", ""}, {"", "10.0.0.1", "--allow-net=10.0.0.1"}, {"", "::ffff:10.0.0.1", "--allow-net=10.0.0.1"},
		{"10.0.0.0/8", "10.0.0.1", ""}, {"*", "2001:db8::1", ""},
	} {
		checkDenied(t, parse(t, policy.Flags{Net: split(c.allow)}).Reverse(netip.MustParseAddr(c.ip)), c.flag)
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ allow, group, flag string }{
		{"", "239.1.2.3", "--allow-net=239.1.2.3"}, {"239.1.2.3", "239.1.2.3", ""}, {"239.0.0.0/8", "239.1.2.3", ""},
		{"", "ff02::5", "--allow-net=ff02::5"}, {"*", "ff02::5", ""},
	} {
		checkDenied(t, parse(t, policy.Flags{Net: split(c.allow)}).Join(netip.MustParseAddr(c.group)), c.flag)
	}
}

func TestRawAndEnv(t *testing.T) {
	t.Parallel()
	checkDenied(t, parse(t, policy.Flags{Net: []string{"*"}}).Raw(), "--allow-net=raw")
	checkDenied(t, parse(t, policy.Flags{Net: []string{"raw"}}).Raw(), "")
	p := parse(t, policy.Flags{Env: []string{"HOME"}})
	if !p.Env("HOME") || p.Env("PATH") {
		t.Error("want HOME to be seen and PATH not")
	}
	if !parse(t, policy.Flags{Env: []string{"*"}}).Env("PATH") {
		t.Error("want * to show all")
	}
}

func TestUnixSockets(t *testing.T) {
	t.Parallel()
	temp, dir, outside := folder(t), folder(t), folder(t)
	link(t, outside, filepath.Join(temp, "out"))
	link(t, filepath.Join(outside, "later.sock"), filepath.Join(temp, "dangling"))
	for _, c := range []struct{ allow, path, flag string }{
		{"", filepath.Join(temp, "s"), ""},
		{"", "s", ""},
		{"", filepath.Join(dir, "s"), ""},
		{"", "../s", "--allow-net=unix:" + filepath.Join(filepath.Dir(dir), "s")},
		{"", temp + "x", "--allow-net=unix:" + temp + "x"},
		{"", filepath.Join(temp, "out", "s"), "--allow-net=unix:" + filepath.Join(outside, "s")},
		{"", filepath.Join(temp, "dangling"), "--allow-net=unix:" + filepath.Join(outside, "later.sock")},
		{"unix:" + outside, filepath.Join(temp, "out", "s"), ""},
		{"unix:" + filepath.Join(outside, "s"), filepath.Join(outside, "s"), ""},
		{"*", filepath.Join(outside, "s"), "--allow-net=unix:" + filepath.Join(outside, "s")},
		{"", "\x00name", "--allow-net=unix:@name"},
		{"", "", "--allow-net=unix:@*"},
		{"unix:@name", "\x00name", ""},
		{"unix:@name", "\x00name2", "--allow-net=unix:@name2"},
		{"unix:@*", "\x00name", ""},
		{"unix:@*", "", ""},
		{"", filepath.Join(temp, "out") + "\x00", "--allow-net=unix:" + filepath.Join(temp, "out") + "\x00"},
	} {
		p := parse(t, policy.Flags{Net: split(c.allow), Temp: temp, Dir: dir})
		checkDenied(t, p.Connect(host.UnixPath(c.path)), c.flag)
		checkDenied(t, p.Bind(host.UnixPath(c.path)), c.flag)
	}
	p := parse(t, policy.Flags{Temp: temp, Dir: dir})
	if got := p.Resolve(host.UnixPath("s")).Path; got != filepath.Join(dir, "s") {
		t.Errorf("a relative path became %s", got)
	}
	if got := p.Resolve(host.UnixPath("\x00s")).Path; got != "\x00s" {
		t.Errorf("an abstract name became %q", got)
	}
}

// folder returns a temporary folder without symbolic links in its path.
func folder(t *testing.T) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}

func TestAllowAll(t *testing.T) {
	t.Parallel()
	p := parse(t, policy.Flags{All: true})
	_, read := p.Read("/etc/passwd")
	_, write := p.Write("/etc/passwd")
	_, remove := p.Remove("/etc/passwd")
	for _, err := range []error{
		p.Connect(addr("8.8.8.8:53")), p.Bind(addr("0.0.0.0:0")), p.Bind(host.UnixPath("/x")),
		p.Lookup("example.com"), p.Raw(), p.Run([]string{"sh"}), read, write, remove,
	} {
		checkDenied(t, err, "")
	}
	if !p.Env("PATH") {
		t.Error("want the environment to be seen")
	}
}

func TestZeroPolicy(t *testing.T) {
	t.Parallel()
	var p policy.Policy
	checkDenied(t, p.Connect(addr("127.0.0.1:80")), "")
	_, err := p.Read("/x")
	checkDenied(t, err, "--allow-read=/x")
	checkDenied(t, p.Connect(host.UnixPath("/x")), "--allow-net=unix:/x")
}

func TestMalformedRules(t *testing.T) {
	t.Parallel()
	const form = "want HOST, HOST:PORT, [IPv6]:PORT, ADDRESS/BITS, *, raw or unix:PATH"
	for _, c := range []struct {
		flags policy.Flags
		want  string
	}{
		{policy.Flags{Net: []string{""}}, "--allow-net=: " + form},
		{policy.Flags{Net: []string{"tcp://host:80"}}, "--allow-net=tcp://host:80: " + form},
		{policy.Flags{Net: []string{"10.0.0"}}, "--allow-net=10.0.0: " + form},
		{policy.Flags{Net: []string{"10.0.0.1/33"}}, "--allow-net=10.0.0.1/33: " + form},
		{policy.Flags{Net: []string{"*.example.com"}}, "--allow-net=*.example.com: " + form},
		{policy.Flags{Net: []string{"a b"}}, "--allow-net=a b: " + form},
		{policy.Flags{Net: []string{":80"}}, "--allow-net=:80: " + form},
		{policy.Flags{Net: []string{"host:http"}}, `--allow-net=host:http: "http" is no port from 0 to 65535`},
		{policy.Flags{Net: []string{"host:65536"}}, `--allow-net=host:65536: "65536" is no port from 0 to 65535`},
		{policy.Flags{Net: []string{"unix:"}}, "--allow-net=unix:: the rule is empty"},
		{policy.Flags{Read: []string{""}}, "--allow-read=: the rule is empty"},
		{policy.Flags{Write: []string{""}}, "--allow-write=: the rule is empty"},
		{policy.Flags{Run: []string{""}}, "--allow-run=: the rule is empty"},
		{policy.Flags{Env: []string{""}}, "--allow-env=: the rule is empty"},
	} {
		if _, err := policy.Parse(c.flags); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
