package docs

import (
	"io"
	"strings"
)

// Overview lists the topics with which to begin, by group.
func (r *Reference) Overview(w io.Writer, style Style) error {
	t := &Topic{Title: "sockrun docs TOPIC"}
	t.body = append(t.body, paragraph("New here? Begin with sockrun docs start. Every module, function, key, flag and error code is a topic too: sockrun docs expect, socket.recv, --timeout, ECONNREFUSED. Any other words are searched for, including those of other tools: sockrun docs parametrize, half close, tcpdump."))
	for _, group := range []string{startGroup, yamlGroup, luaGroup, commandGroup, conceptGroup} {
		var all []pair
		for _, t := range r.topics {
			if t.Group == group {
				all = append(all, pair{t.Name, brief(t.Summary)})
			}
		}
		t.body = append(t.body, list(group, all)...)
	}
	return Write(w, style, t)
}

// brief is the beginning of a summary that is a sentence by itself.
func brief(summary string) string {
	if i := strings.IndexAny(summary, ":;"); i > 0 {
		return summary[:i]
	}
	return summary
}

// WriteList lists topics with what they are, below a heading unless it is "".
func WriteList(w io.Writer, style Style, heading string, topics []*Topic) error {
	t := &Topic{Title: heading}
	var all []pair
	for _, other := range topics {
		all = append(all, pair{other.Name, other.Kind + ": " + brief(other.Summary)})
	}
	t.body = list("", all)
	return Write(w, style, t)
}
