package policy

import (
	"path/filepath"
	"strings"
	"syscall"

	"sockrun/luaapi/host"
)

// program is a rule about commands: a base name without a slash, a path, or *.
type program string

func (p *Policy) addProgram(rule string) error {
	if err := notEmpty(rule); err != nil {
		return err
	}
	if strings.Contains(rule, "/") {
		path, err := fromHere(rule)
		if err != nil {
			return err
		}
		rule = resolveEntry(path)
	}
	p.run = append(p.run, program(rule))
	return nil
}

// Run says whether a command may be run. With shell, argv is for the shell to
// read, so what counts is whether `sh` may be run. A relative path of a
// program counts from the scenario's folder. A command without a program is
// EINVAL.
func (p *Policy) Run(argv []string, shell bool) error {
	if shell {
		argv = []string{"sh"}
	}
	if len(argv) == 0 || argv[0] == "" {
		return syscall.EINVAL
	}
	path := argv[0]
	if strings.Contains(path, "/") {
		// The last name stays as it is: where many programs are links to one
		// file, that name is what tells them apart.
		path = resolveEntry(absolute(path, p.dir))
	}
	if p.all || p.allowsProgram(path) {
		return nil
	}
	what := "run of " + argv[0]
	if shell {
		what = "run of a shell"
	}
	return &host.Denied{What: what, Flag: "--allow-run=" + path}
}

func (p *Policy) allowsProgram(path string) bool {
	if strings.IndexByte(path, 0) >= 0 {
		return false
	}
	name := program(filepath.Base(path))
	for _, rule := range p.run {
		if rule == "*" || rule == program(path) || rule == name {
			return true
		}
	}
	return false
}
