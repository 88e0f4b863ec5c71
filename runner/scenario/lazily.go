package scenario

import (
	"regexp"
	"sync"
)

// lazily returns a regular expression that is compiled when it is needed for
// the first time. Most files need few of them, and all together take as long
// to compile as such a file takes to read.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
