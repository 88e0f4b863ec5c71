// Package policy holds the rules of what scripts may reach: addresses, names,
// unix sockets, files, programs and environment variables. The rules are
// pure: asking makes no system call but those that resolve symbolic links.
// The world asks before every call that reaches out, and the loader asks
// about what is known before a scenario starts.
//
// Without flags a script reaches loopback addresses, unix sockets below its
// temporary and its scenario folder, reads below the root and the temporary
// folder, writes below the temporary folder, and runs nothing.
package policy

import (
	"fmt"
	"path/filepath"
	"slices"

	"sockrun/luaapi/host"
)

// Flags is what the user has allowed, one rule an element, and where the
// scenario lives.
type Flags struct {
	All bool // -A: everything below is allowed

	Net   []string // HOST, HOST:PORT, [IPv6]:PORT, ADDRESS/BITS, *, *:PORT, raw, unix:PATH, unix:@NAME, unix:@*
	Read  []string // files, and folders with all below them
	Write []string // likewise
	Run   []string // a command's base name, its path, or *
	Env   []string // names of environment variables, or *

	Root string // readable with all below it; "" for none
	Temp string // readable and writable with all below it, and no link itself; "" for none
	// Dir is the scenario's folder, from which relative names count; "" for
	// Root. Unix sockets may lie below it.
	Dir string

	// Links remembers where Root, Dir and the folder of Temp are, for other
	// policies; nil looks anew.
	Links *Links
}

// Policy answers what is allowed. The zero value allows loopback addresses
// and nothing else. It is immutable, so any goroutine may ask.
//
// Methods that return an error return nil for what is allowed, and a
// *host.Denied for what is not, whose Flag would allow exactly what was asked.
type Policy struct {
	all         bool
	dir         string // resolved; relative names count from it
	net         []netRule
	raw         bool
	sockets     folders  // of unix sockets
	abstract    []string // unix sockets without a file
	anyAbstract bool
	read, write folders
	temp        folders // what is below it is temporary
	run         []program
	env         []string
}

// Parse makes a policy of flags, to which it keeps no reference but Env.
// Relative paths in rules count from the present folder. Errors name the flag and
// the malformed rule, or say why one of the folders cannot be resolved.
func Parse(f Flags) (*Policy, error) {
	p := &Policy{all: f.All, env: f.Env}
	if err := p.setFolders(f); err != nil {
		return nil, err
	}
	for _, set := range []struct {
		flag  string
		rules []string
		add   func(string) error
	}{
		{"--allow-net", f.Net, p.addNet},
		{"--allow-read", f.Read, p.read.add},
		{"--allow-write", f.Write, p.write.add},
		{"--allow-run", f.Run, p.addProgram},
		{"--allow-env", f.Env, notEmpty},
	} {
		for _, rule := range set.rules {
			if err := set.add(rule); err != nil {
				return nil, fmt.Errorf("%s=%s: %w", set.flag, rule, err)
			}
		}
	}
	return p, nil
}

// setFolders gives the defaults: what lies below the scenario's folders.
func (p *Policy) setFolders(f Flags) error {
	dir := f.Dir
	if dir == "" {
		dir = f.Root
	}
	var err error
	if p.dir, err = f.Links.resolve(dir); err != nil {
		return err
	}
	if f.Temp != "" {
		above, name := filepath.Split(f.Temp)
		if above, err = f.Links.resolve(above); err != nil {
			return err
		}
		p.temp = folders{above}
		temp := folders{filepath.Join(above, name)}
		p.read, p.write, p.sockets = temp, slices.Clone(temp), slices.Clone(temp)
	}
	if dir != "" {
		p.sockets = append(p.sockets, p.dir)
	}
	if f.Root != "" {
		root, err := f.Links.resolve(f.Root)
		if err != nil {
			return err
		}
		p.read = append(p.read, root)
	}
	return nil
}

// Raw says whether raw sockets may be made.
func (p *Policy) Raw() error {
	if p.all || p.raw {
		return nil
	}
	return &host.Denied{What: "a raw socket", Flag: "--allow-net=raw"}
}

// Env says whether a script sees the environment variable.
func (p *Policy) Env(name string) bool {
	return p.all || slices.Contains(p.env, name) || slices.Contains(p.env, "*")
}

func notEmpty(rule string) error {
	if rule == "" {
		return fmt.Errorf("the rule is empty")
	}
	return nil
}

// absolute counts a relative path from a folder. It leaves `..` alone, whose
// meaning depends on symbolic links before it.
func absolute(path, from string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return from + "/" + path
}
