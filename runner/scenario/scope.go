package scenario

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sockrun/luaapi/chunk"
)

// scope is a set of names that Lua can see: that of an actor, of the
// templates that are worked out before actors start, or of the checks at the
// end. It collects the Lua that is compiled in it, so that names can be
// checked when all of the document is known.
type scope struct {
	params []string // of the Lua in it
	names  []string // globals that the runner sets, in the order of messages
	uses   []*luaUse
	vars   map[string]bool // variables that the actor sets besides those of the scenario
	broken bool            // some of its Lua did not compile, so that names are missing
	self   *Process        // of the Lua of a process

	inner []*scope // of what belongs to an actor and sees less, such as where it connects

	loose     bool                 // nobody knows what else its Lua will see
	sequences map[string]*Sequence // that its steps run, by name

	actor      string         // whose it is, "" for none
	barriers   map[string]Pos // that its steps and its Lua name, and where
	anyBarrier bool           // some of its Lua works the name of a barrier out
}

func newScope(params []string, names ...string) *scope {
	return &scope{params: params, names: names}
}

// The scopes of a scenario. Lua in an actor sees the actor's own globals too.
func startScope() *scope   { return newScope(nil, "vars") }
func processScope() *scope { return newScope(nil, "vars", "self", "servers", "processes", "proxies") }
func checkScope() *scope {
	return newScope(nil, "servers", "clients", "processes", "proxies", "elapsed", "vars")
}
func actorScope(actor string) *scope {
	s := newScope([]string{"conn"}, "vars", "self", "servers", "processes", "proxies", "result")
	s.actor = actor
	return s
}

func (s *scope) add(u *luaUse) { s.uses = append(s.uses, u) }

// sets notes that the actor sets a variable.
func (s *scope) sets(name string) {
	if s.vars == nil {
		s.vars = map[string]bool{}
	}
	s.vars[name] = true
}

// enter makes s the scope of what is compiled until the returned function is
// called.
func (d *decoder) enter(s *scope) (leave func()) {
	outer := d.scope
	d.scope, d.scopes = s, append(d.scopes, s)
	return func() { d.scope = outer }
}

// enterInner is enter for what belongs to the actor whose scope it is now.
func (d *decoder) enterInner(s *scope) (leave func()) {
	d.scope.inner = append(d.scope.inner, s)
	return d.enter(s)
}

// luaUse is a piece of compiled Lua with what the check of its names needs.
type luaUse struct {
	origin  origin
	code    string
	options chunk.Options
	globals []chunk.Global
}

// index returns where a global stands in the code, or -1.
func (u *luaUse) index(g chunk.Global) int {
	at, column := 0, u.options.Column
	for line := max(u.options.Line, 1); line < g.Line; line++ {
		end := strings.IndexByte(u.code[at:], '\n')
		if end < 0 {
			return -1
		}
		at, column = at+end+1, u.options.Indent
	}
	for range g.Column - 1 - column {
		_, size := utf8.DecodeRuneInString(u.code[at:])
		at += size
	}
	if !strings.HasPrefix(u.code[at:], g.Name) {
		return -1
	}
	return at
}

// needs says whether code fails where it comes to a global that is nil.
func (u *luaUse) needs(g chunk.Global) bool {
	at := u.index(g)
	if at < 0 {
		return false
	}
	rest := strings.TrimLeft(u.code[at+len(g.Name):], " \t")
	return rest != "" && strings.IndexByte(".:([{\"'", rest[0]) >= 0 && !strings.HasPrefix(rest, "..")
}

// position returns the position of a global, moved by some characters.
func (u *luaUse) position(g chunk.Global, characters int) Pos {
	return u.origin.at(g.Line, g.Column+characters)
}

// member is a field of a global that is named in the code: vars.reply.
type member struct {
	name   string
	offset int  // characters from the global
	set    bool // an assignment to it follows
}

var memberPattern = lazily(
	`^[a-z]+\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*"([^"\\]*)"\s*\]|\[\s*'([^'\\]*)'\s*\])\s*(=[^=]|,)?`)

// member returns the field that the code names after a global.
func (u *luaUse) member(g chunk.Global) (m member, ok bool) {
	at := u.index(g)
	if at < 0 {
		return member{}, false
	}
	found := memberPattern().FindStringSubmatchIndex(u.code[at:])
	if found == nil {
		return member{}, false
	}
	for i := 2; i <= 6; i += 2 {
		if found[i] >= 0 {
			m.name, m.offset = u.code[at+found[i]:at+found[i+1]], found[i]
		}
	}
	m.set = found[8] >= 0
	return m, true
}

// defined is what Lua of a scope defines.
type defined struct {
	globals    []string
	vars       []string // that may be there
	sets       []string // that are set
	allGlobals bool     // nothing else can define a global
	allVars    bool     // nothing else can set a variable
}

// defined collects what the Lua and the steps of a scope define.
func (s *scope) defined() defined {
	all := defined{allGlobals: !s.broken && !s.loose, allVars: !s.broken && !s.loose}
	for name := range s.vars {
		all.vars, all.sets = append(all.vars, name), append(all.sets, name)
	}
	for _, u := range s.uses {
		for _, g := range u.globals {
			all.note(u, g)
		}
	}
	return all
}

// note adds what one use of a global defines.
func (all *defined) note(u *luaUse, g chunk.Global) {
	switch {
	case g.Assigned:
		all.globals = append(all.globals, g.Name)
	case definesUnseen(g.Name):
		all.allGlobals, all.allVars = false, false
	case g.Name == "vars":
		m, ok := u.member(g)
		all.allVars = all.allVars && ok
		if m.set {
			all.sets = append(all.sets, m.name)
		}
		if m.set || !u.options.Expression {
			all.vars = append(all.vars, m.name)
		}
	}
}

// seen says which variables the Lua and the steps of a scope set, and which of
// the names that the runner gives it they read. Each is nil when more may be set
// or read than is seen. A name that nobody knows counts as any: a message may
// have to say which was meant.
func (s *scope) seen() (sets, reads []string) {
	all := s.defined()
	if all.allVars {
		sets = append([]string{}, all.sets...)
	}
	if !all.allGlobals {
		return sets, nil
	}
	reads = []string{}
	for _, part := range append(s.inner, s) {
		for _, u := range part.uses {
			for _, g := range u.globals {
				switch {
				case slices.Contains(part.names, g.Name):
					reads = append(reads, g.Name)
				case !isLuaName(g.Name) && !slices.Contains(u.options.Params, g.Name) && !slices.Contains(all.globals, g.Name):
					return sets, nil
				}
			}
		}
	}
	return sets, reads
}

// definesUnseen says whether a global can be used to define others that the
// compiler does not see.
func definesUnseen(name string) bool {
	switch name {
	case "_G", "require", "load", "loadstring", "loadfile", "dofile", "setfenv", "getfenv", "rawset":
		return true
	}
	return false
}
