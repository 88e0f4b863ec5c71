package policy_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
)

// tree is a root and a temporary folder with ways to leave them.
func tree(t *testing.T) (root, temp, outside string) {
	t.Helper()
	root, temp, outside = folder(t), folder(t), folder(t)
	for _, dir := range []string{filepath.Join(root, "sub"), filepath.Join(outside, "deep")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	link(t, outside, filepath.Join(root, "out"))
	link(t, filepath.Join(outside, "deep"), filepath.Join(root, "deep"))
	link(t, "sub", filepath.Join(root, "in"))
	link(t, filepath.Join(outside, "new"), filepath.Join(temp, "dangling"))
	link(t, "circle", filepath.Join(root, "circle"))
	link(t, root, filepath.Join(outside, "root"))
	return root, temp, outside
}

func TestRead(t *testing.T) {
	t.Parallel()
	root, temp, outside := tree(t)
	for _, c := range []struct{ path, resolved, refused string }{
		{root, root, ""},
		{"f", root + "/f", ""},
		{"sub/../f", root + "/f", ""},
		{"in/f", root + "/sub/f", ""},
		{"in/../f", root + "/f", ""},
		{"./sub//f/", root + "/sub/f", ""},
		{temp + "/f", temp + "/f", ""},
		{outside + "/root/f", root + "/f", ""},
		{"missing/../f", root + "/f", ""},
		{"../x", "", filepath.Dir(root) + "/x"},
		{"sub/../../x", "", filepath.Dir(root) + "/x"},
		{"out/f", "", outside + "/f"},
		{"deep/../f", "", outside + "/f"},
		{"missing/../out/f", "", outside + "/f"},
		{"circle/f", root + "/circle/f", ""},
		{root + "x", "", root + "x"},
		{"f\x00", "", root + "/f\x00"},
		{"/etc/passwd", "", "/etc/passwd"},
		{"/proc/self/root/etc/passwd", "", "/etc/passwd"},
	} {
		if strings.HasPrefix(c.path, "/proc") && !exists("/proc/self/root") {
			continue
		}
		p := parse(t, policy.Flags{Root: root, Temp: temp})
		got, err := p.Read(c.path)
		if got != c.resolved {
			t.Errorf("Read(%q) = %q, want %q", c.path, got, c.resolved)
		}
		if c.refused != "" {
			c.refused = "--allow-read=" + c.refused
		}
		checkDenied(t, err, c.refused)
	}
}

// A path that no system opens is refused without a look at each of its parts.
func TestLongPath(t *testing.T) {
	t.Parallel()
	root, temp, _ := tree(t)
	p := parse(t, policy.Flags{Root: root, Temp: temp})
	for _, path := range []string{strings.Repeat("a/", 1<<20), strings.Repeat("out/../", 1<<20) + "f"} {
		for name, ask := range map[string]func(string) (string, error){"Read": p.Read, "Write": p.Write, "Remove": p.Remove} {
			if got, err := ask(path); got != "" || err != syscall.ENAMETOOLONG {
				t.Errorf("%s of %d bytes: %.20q, %v", name, len(path), got, err)
			}
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestWrite(t *testing.T) {
	t.Parallel()
	root, temp, outside := tree(t)
	for _, c := range []struct{ allow, path, refused string }{
		{"", temp + "/new", ""},
		{"", temp + "/new/deeper", ""},
		{"", "f", root + "/f"},
		{"", temp + "/dangling", outside + "/new"},
		{"", temp + "/../x", filepath.Dir(temp) + "/x"},
		{outside + "/new", temp + "/dangling", ""},
		{outside + "/new", outside + "/newer", outside + "/newer"},
		{root + "/out", outside + "/f", ""},
		{"/", "/etc/x", ""},
	} {
		p := parse(t, policy.Flags{Root: root, Temp: temp, Write: split(c.allow)})
		if c.refused != "" {
			c.refused = "--allow-write=" + c.refused
		}
		_, err := p.Write(c.path)
		checkDenied(t, err, c.refused)
	}
}

func TestRemoveTakesTheLinkItself(t *testing.T) {
	t.Parallel()
	root, temp, outside := tree(t)
	p := parse(t, policy.Flags{Root: root, Temp: temp})
	got, err := p.Remove(temp + "/dangling")
	if err != nil || got != temp+"/dangling" {
		t.Errorf("got %q, %v", got, err)
	}
	link(t, outside, filepath.Join(temp, "out"))
	_, err = p.Remove(temp + "/out/f")
	checkDenied(t, err, "--allow-write="+outside+"/f")
	_, err = p.Remove(temp + "/out/..")
	checkDenied(t, err, "--allow-write="+filepath.Dir(outside))
}

func TestRelativeNamesCountFromTheScenario(t *testing.T) {
	t.Parallel()
	root, _, _ := tree(t)
	p := parse(t, policy.Flags{Root: root, Dir: filepath.Join(root, "sub")})
	if got, err := p.Read("../f"); err != nil || got != root+"/f" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	root, temp, outside := tree(t)
	link(t, "/bin/sh", filepath.Join(outside, "tool"))
	for _, c := range []struct {
		allow string
		argv  string // words with | between them
		flag  string
	}{
		{"", "redis-server|--port|0", "--allow-run=redis-server"},
		{"redis-server", "redis-server|--port|0", ""},
		{"redis-server", "/opt/redis/redis-server", ""},
		{"redis", "redis-server", "--allow-run=redis-server"},
		{outside + "/server", outside + "/server", ""},
		{outside + "/server", outside + "/deep/../server", ""},
		{outside + "/server", "server", "--allow-run=server"},
		{outside + "/server", root + "/server", "--allow-run=" + root + "/server"},
		{root + "/server", "./server", ""},
		{outside + "/tool", outside + "/tool", ""},
		{outside + "/tool", "/bin/sh|-c|x", "--allow-run=" + realFolder(t, "/bin") + "/sh"},
		{"", "sh|-c|x", "--allow-run=sh"},
		{"echo", "sh|-c|echo hi", "--allow-run=sh"},
		{"sh", "sh|-c|echo hi", ""},
		{"sh", "/bin/sh|-c|x", ""},
		{"*", "anything", ""},
	} {
		p := parse(t, policy.Flags{Root: root, Temp: temp, Run: split(c.allow)})
		checkDenied(t, p.Run(strings.Split(c.argv, "|")), c.flag)
	}
	if err := parse(t, policy.Flags{}).Run(nil); err != syscall.EINVAL {
		t.Errorf("an empty command: %v", err)
	}
}

func realFolder(t *testing.T, path string) string {
	t.Helper()
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

func TestLinksKeepWhatTheyHaveAnswered(t *testing.T) {
	t.Parallel()
	root, temp, outside := tree(t)
	dir := filepath.Join(temp, "dir")
	link(t, root, dir)
	flags := policy.Flags{Dir: dir, Links: &policy.Links{}}
	first := parse(t, flags)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	link(t, outside, dir)
	for name, p := range map[string]*policy.Policy{"first": first, "second": parse(t, flags)} {
		if got := p.Resolve(host.UnixPath("s")).Path; got != root+"/s" {
			t.Errorf("the %s policy counts from %s, want %s", name, filepath.Dir(got), root)
		}
	}
	flags.Links = nil
	if got := parse(t, flags).Resolve(host.UnixPath("s")).Path; got != outside+"/s" {
		t.Errorf("a policy without links counts from %s, want %s", filepath.Dir(got), outside)
	}
}
