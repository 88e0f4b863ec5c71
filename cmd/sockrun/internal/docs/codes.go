package docs

import (
	"fmt"

	"sockrun/luaapi/host"
)

// codeTopics are the error codes.
func codeTopics(codes []host.Code) (topics []*Topic) {
	for _, c := range codes {
		t := &Topic{Name: c.Code, Kind: "an error", Title: c.Code, Summary: firstSentence(c.Doc), see: []string{"errors"}}
		about := []pair{{"err.name", c.Class}}
		if c.Errno > 0 {
			about = append(about, pair{"err.errno", fmt.Sprintf("%d on this system", c.Errno)})
		}
		t.body = []block{paragraph(c.Doc), pairs{list: about}}
		topics = append(topics, t)
	}
	return topics
}

// knownCodes is the list of codes that the topic errors ends with: those that
// say more than the system does.
func knownCodes(codes []host.Code) block {
	var all []pair
	for _, c := range codes {
		if !c.Plain {
			all = append(all, pair{c.Code, firstSentence(c.Doc)})
		}
	}
	return pairs{heading: "codes", list: all}
}
