package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"sockrun/cmd/sockrun/internal/docs"
)

// maxWhole is how many topics are shown in full when a query names several;
// of more the rest is listed.
const maxWhole = 3

// showDocs shows the topics that the operands name, or the overview.
func (a *app) showDocs(operands []string) int {
	reference, style := docs.New(commandLine()), docs.Style{Width: textWidth(a.out), Color: a.colors(a.out)}
	if len(operands) == 0 {
		reference.Overview(a.out, style)
		return success
	}
	query := strings.Join(operands, " ")
	named, ending := reference.Find(query)
	whole := append(named, ending...)
	switch {
	case len(whole) == 0:
		return a.fail(unknownTopic(reference, query))
	case len(whole) <= maxWhole:
		ending = nil
	default:
		whole = named
	}
	docs.Write(a.out, style, whole...)
	if len(ending) == 0 {
		return success
	}
	heading := query + " is"
	if len(whole) > 0 {
		a.out.Write([]byte("\n"))
		heading = query + " is also"
	}
	docs.WriteList(a.out, style, heading, ending)
	return success
}

func unknownTopic(reference *docs.Reference, query string) error {
	e := usage("there is no topic %s", query)
	if near := reference.Nearest(query); len(near) > 0 {
		return e.withHint("did you mean %s?", strings.Join(near, " or "))
	}
	return e.withHint("sockrun docs lists the topics")
}

// commandLine describes the command line for the reference.
func commandLine() docs.CommandLine {
	l := docs.CommandLine{}
	for _, c := range commands() {
		if c.do != nil {
			l.Commands = append(l.Commands, docs.Command{Name: c.name, Synopsis: c.synopsis, Doc: c.summary, More: c.more, Flags: c.flags})
		}
	}
	new(settings).flags().VisitAll(func(f *pflag.Flag) {
		takes, doc := pflag.UnquoteUsage(f)
		flag := docs.Flag{Name: f.Name, Short: f.Shorthand, Takes: takes, Doc: doc}
		if f.Value.Type() != "bool" && f.Name != "jobs" && f.DefValue != "" && f.DefValue != "[]" && f.DefValue != "0s" {
			flag.Default = f.DefValue
		}
		l.Flags = append(l.Flags, flag)
	})
	for _, s := range statuses() {
		l.Statuses = append(l.Statuses, docs.Status{Number: s.number, Doc: s.doc})
	}
	return l
}
