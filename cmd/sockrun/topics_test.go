package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var pointer = regexp.MustCompile(`docs: sockrun docs ([-\w.]*\w)`)

// Every topic that a message leads to is in the reference. The messages are
// those that other tests hold word for word.
func TestMessagesLeadToTopics(t *testing.T) {
	t.Parallel()
	topics := map[string]string{}
	for _, pattern := range []string{"../../runner/scenario/testdata/bad/*.txt", "testdata/script/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files like %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range pointer.FindAllStringSubmatch(string(text), -1) {
				topics[m[1]] = file
			}
		}
	}
	if len(topics) < 30 {
		t.Fatalf("the messages name only %d topics", len(topics))
	}
	for topic, file := range topics {
		if status, _, stderr := sockrun("docs", topic); status != 0 {
			t.Errorf("%s names the topic %s: %s", file, topic, stderr)
		}
	}
}
