// Package docs is the reference that sockrun shows offline. Its topics are made
// from the records that do the work: the registry of Lua modules, the keys of
// scenario files, the error codes, and the flags and commands that the command
// line hands in; the concepts are texts in prose. So nothing here can be true
// of another version, and a new function or key has its topic by itself.
//
// The package knows nothing of terminals but their width and whether they show
// colours.
package docs

import "strings"

// Topic is one entry of the reference.
type Topic struct {
	Name    string // by which it is found: "servers.listen", "socket.recv", "--timeout", "ETIMEDOUT"
	alias   string // another name, "" for none
	Kind    string // what it is, in the words of lists: "a key of a server"
	Title   string // the heading: "socket:recv(n, flags?) -> string"
	Summary string // one sentence or less
	Group   string // of the overview; "" for topics that others list
	body    []block
	see     []string // names of other topics
}

// block is a part of what a topic says.
type block interface{ write(p *printer) }

// paragraph is text that is wrapped.
type paragraph string

// verbatim is text whose lines are kept.
type verbatim string

// pair is a name with what is said of it.
type pair struct{ name, text string }

// pairs is a list of names under a heading, which may be "".
type pairs struct {
	heading string
	list    []pair
	inside  bool // of a text, so that it stands further to the right
}

// firstSentence returns the beginning of a text up to its first full stop.
func firstSentence(text string) string {
	for i := range text {
		if text[i] == '.' && (i+1 == len(text) || text[i+1] == ' ') && i > 0 && text[i-1] != '.' {
			return text[:i]
		}
	}
	return strings.TrimSuffix(text, ".")
}
