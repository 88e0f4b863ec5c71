package real

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

// markName is a variable that every program has in its environment, and with
// it all that it starts, wherever that moves to: by it those are found that
// have left the program's process group. Its value is a mark for each world
// above the program, since a program may run worlds of its own.
const markName = "SOCKRUN_SCENARIO"

// newMark returns a mark that no other world has.
func newMark() string {
	return strconv.Itoa(os.Getpid()) + "-" + strconv.FormatUint(rand.Uint64(), 36)
}

// marked is the variable for programs of the world with that mark.
func marked(mark string) string {
	return markName + "=" + strings.TrimSpace(os.Getenv(markName)+" "+mark)
}

// hasMark says whether an environment, variables that end with NUL, has a mark.
func hasMark(environ, mark string) bool {
	for variable := range strings.SplitSeq(environ, "\x00") {
		if marks, ok := strings.CutPrefix(variable, markName+"="); ok {
			for m := range strings.FieldsSeq(marks) {
				if m == mark {
					return true
				}
			}
		}
	}
	return false
}
