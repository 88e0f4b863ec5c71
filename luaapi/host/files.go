package host

import (
	"io"
	"io/fs"
)

// Files gives access to files, as far as the policy lets a script see them.
// Relative names count from the world's folder. Errors are *fs.PathError or
// *Denied.
type Files interface {
	// Open opens a file; flags are those of os.OpenFile. The caller closes it.
	Open(name string, flag int, perm fs.FileMode) (File, error)
	Remove(name string) error
	Rename(from, to string) error
}

// File is an open file. It is used by one task at a time.
type File interface {
	io.Reader
	io.Writer
	io.Seeker
	io.Closer
}

// Processes runs programs, as far as the policy lets a script run them.
type Processes interface {
	// Run starts a program, feeds it Stdin, waits for its end and returns what
	// it printed. Past the deadline the program and its group are ended and
	// the error is ETIMEDOUT; Exit holds what it had printed by then.
	Run(Command, Deadline) (Exit, error)
}

// Command is a program to run.
type Command struct {
	Argv  []string // program and arguments
	Dir   string   // "" for the world's folder
	Env   []string // KEY=VALUE, added to PATH, HOME and LANG
	Stdin []byte
	// MaxOutput bounds what is kept of stdout and of stderr each, in bytes;
	// 0 for the world's limit. More than that is read and dropped.
	MaxOutput int
}

// Exit is how a program ended.
type Exit struct {
	Code           int    // exit status, -1 when a signal ended it
	Signal         string // "SIGKILL", or "" when it exited by itself
	Stdout, Stderr []byte
	Truncated      bool // some output was dropped
}

// Console is where the scripts of one VM read and print.
type Console struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}
