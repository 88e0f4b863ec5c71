package docs

import (
	"sockrun/runner/scenario"
)

// yamlTopics are the mappings of scenario files and their keys.
func yamlTopics(sections []scenario.Section) (topics []*Topic) {
	for _, s := range sections {
		topics = append(topics, sectionTopic(s))
		for _, k := range s.Keys {
			topics = append(topics, keyTopic(s, k))
		}
	}
	return topics
}

func sectionTopic(s scenario.Section) *Topic {
	title := s.Topic + ": " + s.What + " in YAML"
	if s.What == s.Topic {
		title = s.Topic + " in YAML"
	}
	t := &Topic{Name: s.Topic, Kind: "a part of scenario files", Title: title, Summary: firstSentence(s.Doc), Group: yamlGroup}
	t.body = append(t.body, paragraph(s.Doc))
	var needed, one, others []pair
	for _, k := range s.Keys {
		p := pair{k.Name, firstSentence(k.Doc)}
		switch {
		case k.Needed:
			needed = append(needed, p)
		case k.One:
			one = append(one, p)
		default:
			others = append(others, p)
		}
	}
	t.body = append(t.body, list("required", needed)...)
	t.body = append(t.body, list("one of", one)...)
	t.body = append(t.body, list("optional", others)...)
	if s.Example != "" {
		t.body = append(t.body, verbatim(s.Example))
	}
	return t
}

func keyTopic(s scenario.Section, k scenario.Key) *Topic {
	t := &Topic{Name: k.Topic, Kind: "a key of " + s.What, Title: k.Topic, Summary: firstSentence(k.Doc), see: []string{s.Topic}}
	t.body = append(t.body, paragraph(k.Doc))
	about := []pair{{"takes", k.Takes}}
	switch {
	case k.Needed:
		about = append(about, pair{"required", "in " + s.What})
	case k.Otherwise != "":
		about = append(about, pair{"default", k.Otherwise})
	}
	t.body = append(t.body, pairs{list: about}, verbatim(k.Example))
	return t
}
