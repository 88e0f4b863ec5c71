package docs

import (
	"fmt"
	"strings"

	"sockrun/runner/report"
)

// reportFields are what the topic report ends with: the fields of the lines of
// a JSON report.
func reportFields() (blocks []block) {
	var all []pair
	fields := report.Fields()
	for i, f := range fields {
		kind := f.Type
		if f.Optional {
			kind += ", optional"
		}
		all = append(all, pair{f.Name, fmt.Sprintf("%s (%s)", f.Doc, kind)})
		if i+1 == len(fields) || fields[i+1].Line != f.Line {
			blocks = append(blocks, pairs{heading: strings.TrimSpace(f.Line + " line of json"), list: all})
			all = nil
		}
	}
	return blocks
}
