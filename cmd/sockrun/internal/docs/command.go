package docs

import (
	"io"
	"slices"
	"strings"
)

// Flag is the reference of one flag.
type Flag struct {
	Name     string // "timeout"
	Short    string // "j", "" for none
	Takes    string // "TIME", "" for a switch
	Optional bool   // it may stand without what it takes
	Default  string // "" for none
	Doc      string
}

// Command is the reference of one command.
type Command struct {
	Name     string // "check", "" for running scenarios
	Synopsis string // what follows the name
	Doc      string
	More     string   // what the reference says beside that, "" for nothing
	Flags    []string // names of the flags that it takes, nil for all
}

// Status is the reference of one exit status.
type Status struct {
	Number string
	Doc    string
}

// commandTopics are the commands, the flags and the exit statuses.
func commandTopics(l CommandLine) []*Topic {
	topics := []*Topic{commandList(l.Commands), flagList(l.Flags), statusList(l.Statuses)}
	for _, c := range l.Commands {
		if c.Name != "" {
			topics = append(topics, commandTopic(c, l.Flags))
		}
	}
	for _, f := range l.Flags {
		topics = append(topics, flagTopic(f, l.Commands))
	}
	return topics
}

// WriteHelp shows the whole command line on one page.
func WriteHelp(w io.Writer, style Style, l CommandLine) error {
	t := &Topic{Title: "sockrun runs protocol test scenarios"}
	t.body = append(t.body, list("commands", commandPairs(l.Commands))...)
	t.body = append(t.body, list("flags", flagPairs(l.Flags))...)
	t.body = append(t.body, list("exit status", statusPairs(l.Statuses))...)
	t.body = append(t.body, paragraph("sockrun COMMAND --help says more of a command. sockrun docs is the reference; sockrun docs start shows a first scenario."))
	return Write(w, style, t)
}

func commandPairs(commands []Command) (all []pair) {
	for _, c := range commands {
		all = append(all, pair{c.line(), c.Doc})
	}
	return all
}

func commandList(commands []Command) *Topic {
	return &Topic{Name: "commands", Kind: "an overview", Title: "commands", Summary: "What sockrun does", Group: commandGroup, body: list("", commandPairs(commands))}
}

func (c Command) line() string {
	return strings.Join(strings.Fields("sockrun "+c.Name+" "+c.Synopsis), " ")
}

func commandTopic(c Command, flags []Flag) *Topic {
	t := &Topic{Name: "sockrun " + c.Name, Kind: "a command", Title: c.line(), Summary: c.Doc, see: []string{"commands"}}
	t.body = append(t.body, paragraph(sentence(c.Doc)))
	if c.More != "" {
		t.body = append(t.body, paragraph(c.More))
	}
	taken := slices.DeleteFunc(slices.Clone(flags), func(f Flag) bool { return c.Flags == nil || !c.takes(f.Name) })
	if len(taken) > 0 {
		t.body = append(t.body, list("flags", flagPairs(taken))...)
	}
	return t
}

// sentence makes a sentence of what the help says of something.
func sentence(text string) string {
	text = strings.ToUpper(text[:1]) + text[1:]
	if strings.HasSuffix(text, "...") {
		return text
	}
	return text + "."
}

// flagPairs says of each flag what it does, and what holds without it.
func flagPairs(flags []Flag) (all []pair) {
	for _, f := range flags {
		doc := f.Doc
		if f.Default != "" && f.Default != "0" {
			doc += " (default " + f.Default + ")"
		}
		all = append(all, pair{f.line(), doc})
	}
	return all
}

func flagList(flags []Flag) *Topic {
	return &Topic{Name: "flags", Kind: "an overview", Title: "flags", Summary: "What changes how sockrun runs", Group: commandGroup, body: list("", flagPairs(flags))}
}

func (f Flag) line() string {
	line := "--" + f.Name
	switch {
	case f.Optional:
		line += "[=" + f.Takes + "]"
	case f.Takes != "":
		line += " " + f.Takes
	}
	if f.Short != "" {
		line = "-" + f.Short + ", " + line
	}
	return line
}

// alias is the short form, which not all have: "-j".
func (f Flag) alias() string {
	if f.Short == "" {
		return ""
	}
	return "-" + f.Short
}

func flagTopic(f Flag, commands []Command) *Topic {
	t := &Topic{Name: "--" + f.Name, alias: f.alias(), Kind: "a flag", Title: f.line(), Summary: f.Doc, see: []string{"flags"}}
	t.body = append(t.body, paragraph(sentence(f.Doc)))
	var about []pair
	if f.Default != "" {
		about = append(about, pair{"default", f.Default})
	}
	var takers []string
	for _, c := range commands {
		if c.takes(f.Name) {
			takers = append(takers, strings.TrimSpace("sockrun "+c.Name))
		}
	}
	about = append(about, pair{"used by", strings.Join(takers, ", ")})
	t.body = append(t.body, pairs{list: about})
	return t
}

func (c Command) takes(flag string) bool {
	return c.Flags == nil || slices.Contains(c.Flags, flag)
}

func statusPairs(statuses []Status) (all []pair) {
	for _, s := range statuses {
		all = append(all, pair{s.Number, s.Doc})
	}
	return all
}

func statusList(statuses []Status) *Topic {
	return &Topic{
		Name: "exit-status", Kind: "an overview", Title: "exit status", Summary: "What the exit status says", Group: commandGroup,
		body: list("", statusPairs(statuses)), see: []string{"verdicts", "sockrun run"},
	}
}
