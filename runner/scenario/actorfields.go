package scenario

import (
	"slices"

	"sockrun/luaapi/chunk"
)

// What Lua sees of an actor while the scenario runs, and in the check at its
// end. Which of the places a server has depends on its family.
var (
	placeFields   = []string{"address", "host", "port", "path"}
	actorResults  = []string{"connections", "sent", "received", "bytes_sent", "bytes_received", "errors", "messages", "vars", "result", "results"}
	processFields = []string{"ports"}
	processEnd    = []string{"exit_code", "signal", "stdout", "stderr"}
	proxyResults  = []string{"connections", "failed", "lost", "upstream", "downstream"}
)

// actorFields returns what a scope sees of one of the actors that a global
// holds; nil for other globals.
func (s *scope) actorFields(global string) (fields []string) {
	return actorFields(global, slices.Contains(s.names, "elapsed"))
}

func actorFields(global string, atEnd bool) (fields []string) {
	results := func(of []string) []string {
		if atEnd {
			return of
		}
		return nil
	}
	switch global {
	case "servers":
		return slices.Concat(placeFields, results(actorResults))
	case "proxies":
		return slices.Concat(placeFields, results(proxyResults))
	case "processes":
		return slices.Concat(processFields, results(processEnd))
	case "clients":
		return results(actorResults)
	}
	return nil
}

var actorFieldPattern = lazily(`^[a-z]+\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*"([^"\\]*)"\s*\]|\[\s*'([^'\\]*)'\s*\])\s*\.\s*([A-Za-z_]\w*)`)

// checkActorField reports a field of servers.NAME and the like that does not
// exist. It would raise when all else of the scenario has been done.
func (d *decoder) checkActorField(s *scope, u *luaUse, g chunk.Global) {
	fields, at := s.actorFields(g.Name), u.index(g)
	if d.namesMissing || len(fields) == 0 || at < 0 || !slices.Contains(s.names, g.Name) {
		return
	}
	m := actorFieldPattern().FindStringSubmatchIndex(u.code[at:])
	if m == nil {
		return
	}
	name, actor := u.code[at+m[8]:at+m[9]], ""
	for i := 2; i <= 6; i += 2 {
		if m[i] >= 0 {
			actor = u.code[at+m[i] : at+m[i+1]]
		}
	}
	known, _ := d.members(g.Name, defined{})
	if slices.Contains(known, actor) && !slices.Contains(fields, name) {
		e := d.fail(u.position(g, m[8]), "%s.%s has no %s: %s", g.Name, actor, quoteName(name), suggestion(name, fields)).about("scope")
		if slices.Contains(actorFields(g.Name, true), name) {
			e.Hint = "only the check of the scenario sees it, at the end: check stands beside clients and servers"
		}
	}
}
