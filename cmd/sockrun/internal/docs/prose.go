package docs

import (
	"embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed prose
var prose embed.FS

// concept says in which group of the overview a text in prose stands.
type concept struct{ name, group string }

// concepts are the texts in prose, in the order of the overview.
func concepts() []concept {
	return []concept{
		{"start", startGroup}, {"other-tools", startGroup},
		{"scope", yamlGroup}, {"boundaries", yamlGroup}, {"addresses", yamlGroup}, {"datagrams", yamlGroup}, {"programs", yamlGroup}, {"durations", yamlGroup}, {"yaml", yamlGroup},
		{"lua", luaGroup}, {"errors", luaGroup}, {"formats", luaGroup}, {"integers", luaGroup},
		{"choosing", commandGroup}, {"report", commandGroup}, {"repeating", commandGroup}, {"artifacts", commandGroup}, {"verdicts", conceptGroup}, {"deadlocks", conceptGroup}, {"actors", conceptGroup}, {"streams", conceptGroup}, {"codecs", conceptGroup}, {"nesting", conceptGroup},
		{"worlds", conceptGroup}, {"simulation", conceptGroup}, {"weather", conceptGroup}, {"exploring", conceptGroup}, {"chop", conceptGroup}, {"platforms", conceptGroup}, {"transcript", conceptGroup}, {"limits", conceptGroup}, {"safety", conceptGroup},
	}
}

func proseTopics() (topics []*Topic) {
	for _, c := range concepts() {
		text, err := prose.ReadFile("prose/" + c.name + ".txt")
		if err != nil {
			panic(err) // it is a part of this program; a test reads each
		}
		topics = append(topics, proseTopic(c.name, c.group, string(text)))
	}
	return topics
}

// proseTopic reads a text. Its first line is the summary. Lines that begin with
// two spaces are a list when each has two columns, else they are kept as they
// are. "see: a, b" names other topics. All else is paragraphs.
func proseTopic(name, group, text string) *Topic {
	summary, rest, _ := strings.Cut(text, "\n")
	t := &Topic{Name: name, Kind: "a concept", Title: name, Summary: firstSentence(summary), Group: group}
	t.body = append(t.body, paragraph(summary))
	for part := range strings.SplitSeq(strings.Trim(rest, "\n"), "\n\n") {
		if names, ok := strings.CutPrefix(part, "see: "); ok {
			t.see = strings.Split(strings.TrimSpace(names), ", ")
			continue
		}
		t.body = append(t.body, parts(part)...)
	}
	return t
}

// parts splits a part of a text into its wrapped and its kept lines.
func parts(text string) (blocks []block) {
	var kept []string
	for _, line := range append(strings.Split(text, "\n"), "") {
		if inner, ok := strings.CutPrefix(line, "  "); ok {
			kept = append(kept, inner)
			continue
		}
		if len(kept) > 0 {
			blocks = append(blocks, columns(kept))
			kept = nil
		}
		if line != "" {
			blocks = append(blocks, paragraph(line))
		}
	}
	return blocks
}

var twoColumns = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\S(?:.*?\S)?) {2,}(\S.*)$`) })

// columns makes a list of lines with two columns; other lines are kept.
func columns(lines []string) block {
	var all []pair
	for _, line := range lines {
		m := twoColumns().FindStringSubmatch(line)
		if m == nil {
			return verbatim(strings.Join(lines, "\n"))
		}
		all = append(all, pair{m[1], m[2]})
	}
	return pairs{list: all, inside: true}
}
