package report

import "sockrun/runner/outcome"

// chopping says of a scenario that passes as it is how its streams were
// delivered when it did not.
func (b *block) chopping(c *outcome.Chopping) {
	fails := c.Fails()
	if fails == "" {
		return
	}
	b.line("  %s", b.style.paint(bold, "passes as it is, "+fails))
	for _, more := range c.Receives[min(1, len(c.Receives)):] {
		b.line("    also %s", more)
	}
	b.line("    again: %s", c.Again)
	b.line("    docs: sockrun docs chop")
}

// choppingLine is of the JSON report.
type choppingLine struct {
	Passed   []string `json:"passed,omitempty" doc:"the ways to chop in which it passed"`
	Way      string   `json:"way,omitempty" doc:"the way in which it did not, which the rest of the line is about"`
	Words    string   `json:"words,omitempty" doc:"how its writes were delivered then, such as every write is sent byte by byte"`
	Receives []string `json:"receives,omitempty" doc:"what its scripts got of that, such as recv(4) at client.lua:14 returned 1 byte"`
	Again    string   `json:"again,omitempty" doc:"the flags that repeat it"`
}

func choppingLineOf(c *outcome.Chopping) *choppingLine {
	if c == nil {
		return nil
	}
	return &choppingLine{Passed: c.Passed, Way: c.Way, Words: c.Words, Receives: jsonLines(c.Receives), Again: c.Again}
}
