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
	var text strings.Builder
	if len(operands) == 0 {
		reference.Overview(&text, style)
		return a.answer(text.String())
	}
	query := strings.Join(operands, " ")
	named, ending, about := reference.Find(query)
	if len(about) == 1 {
		named, about = append(about, named...), nil
	}
	whole := append(named, ending...)
	switch {
	case len(whole)+len(about) == 0:
		return a.unknownTopic(reference, query)
	case len(whole) <= maxWhole:
		ending = nil
	default:
		whole = named
	}
	docs.Write(&text, style, whole...)
	listTopics(&text, style, query+" is", ending)
	listTopics(&text, style, query+": see", about)
	return a.answer(text.String())
}

// listTopics lists topics, if there are any, perhaps below others.
func listTopics(text *strings.Builder, style docs.Style, heading string, topics []*docs.Topic) {
	if len(topics) == 0 {
		return
	}
	if text.Len() > 0 {
		text.WriteByte('\n')
		heading += " also"
	}
	docs.WriteList(text, style, heading, topics)
}

// unknownTopic says what to write in place of a name of another language, which
// topics speak of what was looked up, or which name it may be with a slip.
func (a *app) unknownTopic(reference *docs.Reference, query string) int {
	e := usage("there is no topic %s", query)
	if instead := docs.Elsewhere(query); instead != "" {
		return a.fail(e.withHint("%s", instead))
	}
	if found := reference.Search(query); len(found) > 0 {
		status := a.fail(e.withHint("these speak of it"))
		docs.WriteList(a.err, docs.Style{Width: textWidth(a.err), Color: a.colors(a.err)}, "", found)
		return status
	}
	if near := reference.Nearest(query); len(near) > 0 {
		return a.fail(e.withHint("did you mean %s?", strings.Join(near, " or ")))
	}
	return a.fail(e.withHint("sockrun docs lists the topics"))
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
		takes, doc := described(f)
		flag := docs.Flag{Name: f.Name, Short: f.Shorthand, Takes: takes, Optional: takes != "" && f.NoOptDefVal != "", Doc: doc}
		if f.Value.Type() != "bool" && f.Name != "jobs" && f.DefValue != "" && f.DefValue != "[]" && f.DefValue != "0s" {
			flag.Default = f.DefValue
		}
		if f.Name == "jobs" {
			flag.Default = "four for each processor of this machine"
		}
		l.Flags = append(l.Flags, flag)
	})
	for _, s := range statuses() {
		l.Statuses = append(l.Statuses, docs.Status{Number: s.number, Doc: s.doc})
	}
	return l
}
