package play

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sockrun/runner/scenario"
)

// buffered is why a program may seem to print nothing.
const buffered = "hint: programs buffer stdout when it is not a terminal: flush it, in Python with python3 -u or PYTHONUNBUFFERED=1 in env, for many others with stdbuf -oL before the command"

// bufferedPython is the same where it is known which way is right.
const bufferedPython = "Python buffers stdout when it is not a terminal: python3 -u or PYTHONUNBUFFERED=1 in env shows what it prints"

// holdsBack says whether an execution is likely to hold back what it has printed: it
// is of Python, which has not been told otherwise, and nothing has come on stdout.
func (pr *process) holdsBack(ex *execution) bool {
	stdout, _ := ex.output.Text()
	flushes := slices.ContainsFunc(pr.decl.Env, func(v scenario.EnvVar) bool { return v.Name == "PYTHONUNBUFFERED" })
	return stdout == "" && !flushes && buffersAsPython(ex.command)
}

// buffersAsPython says whether a command, perhaps one for a shell, runs a program in
// Python without -u.
func buffersAsPython(argv []string) bool {
	words := strings.Fields(strings.Join(argv, " "))
	return slices.ContainsFunc(words, isPython) && !slices.ContainsFunc(words, pythonFlushes().MatchString)
}

func isPython(word string) bool {
	return strings.HasPrefix(path.Base(word), "python") || strings.HasSuffix(word, ".py")
}

// pythonFlushes finds -u, also among other letters.
var pythonFlushes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-[A-Za-z]*u$`) })
