package real

import (
	"os"
	"strconv"
)

// killMarked kills the processes that have a mark in the environment that they
// were started with. Those of other users cannot be looked at, and one that
// was started with an environment of its own is not known.
func killMarked(mark string) {
	// What is found may have started more before it was killed.
	for range 10 {
		if !killMarkedOnce(mark) {
			return
		}
	}
}

// killMarkedOnce says whether there were any.
func killMarkedOnce(mark string) (found bool) {
	proc, err := os.Open("/proc")
	if err != nil {
		return false
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(0)
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil && killIfMarked(pid, mark) {
			found = true
		}
	}
	return found
}

// killIfMarked holds on to the process before it looks at it, so that it is
// not another of the same number that is killed. A zombie has no environment.
func killIfMarked(pid int, mark string) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer process.Release()
	environ, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	return err == nil && hasMark(string(environ), mark) && process.Kill() == nil
}
