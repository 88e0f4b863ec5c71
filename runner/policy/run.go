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

// Run says whether a command may be run; a line for a shell is a command of the
// shell. A relative path of a program counts from the scenario's folder. A command
// without a program is EINVAL, what is not allowed a *host.Denied.
func (p *Policy) Run(argv []string) error {
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
	return &host.Denied{What: "run of " + argv[0], Flag: "--allow-run=" + path}
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
