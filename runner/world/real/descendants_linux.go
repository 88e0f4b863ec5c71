package real

import (
	"hash/fnv"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// The mark is not only in the environment: a server may write its title over
// that, as redis and nginx do once they are in the background, or be started
// with another. It is also the limit of locks, which Linux has long not looked
// at any more, but hands on to what a process starts.

// limitOf is the mark as such a limit.
func limitOf(mark string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(mark))
	return h.Sum64() >> 1 // of which none is infinite
}

// underMark does something after which what starts has the mark as its limit.
// A system that does not let it has the environment alone.
func underMark(mark string, do func() error) error {
	var own unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_LOCKS, &own); err != nil {
		return do()
	}
	_ = unix.Setrlimit(unix.RLIMIT_LOCKS, &unix.Rlimit{Cur: limitOf(mark), Max: own.Max})
	defer func() { _ = unix.Setrlimit(unix.RLIMIT_LOCKS, &own) }()
	return do()
}

// hasLimit says whether a process was started under the mark. A program of the
// world has a group of its own; what else is started meanwhile by this process
// has this one's.
func hasLimit(pid int, mark string) bool {
	var limit unix.Rlimit
	if unix.Prlimit(pid, unix.RLIMIT_LOCKS, nil, &limit) != nil || limit.Cur != limitOf(mark) {
		return false
	}
	group, err := unix.Getpgid(pid)
	return err == nil && group != unix.Getpgrp()
}

// killMarked kills the processes that have a mark, in the environment that they
// were started with or as their limit. Those of other users cannot be looked
// at.
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
// not another of the same number that is killed.
func killIfMarked(pid int, mark string) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer process.Release()
	return (hasLimit(pid, mark) || hasVariable(pid, mark)) && process.Kill() == nil
}

// hasVariable is false for a zombie, which has no environment.
func hasVariable(pid int, mark string) bool {
	environ, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	return err == nil && hasMark(string(environ), mark)
}
