package host

import (
	"io"
	"io/fs"
	"syscall"
)

// Files gives access to files, as far as the policy lets a script see them.
// Relative names count from the world's folder. Errors are *fs.PathError or
// *Denied. Its methods may be called from several goroutines.
type Files interface {
	// Open opens a file; flags are those of os.OpenFile. The caller closes it; the
	// world closes what is still open when it ends. Opening a pipe waits for its
	// other end, and lets no other task run meanwhile. With O_NONBLOCK it does not
	// wait: then the first Read does, and a pipe that nobody reads fails with EAGAIN
	// when it is opened to be written.
	Open(name string, flag int, perm fs.FileMode) (File, error)
	// Remove removes a file or an empty folder.
	Remove(name string) error
	// Rename gives a file another name, in place of one that has it. Both names
	// must be allowed to be written.
	Rename(from, to string) error
}

// File is an open file. One task at a time uses it, but any other may close it,
// which ends a Read of a pipe that waits. Errors are *fs.PathError, io.EOF at
// the end, and ErrEnded once the world has closed it.
type File interface {
	io.Reader
	io.Writer
	io.Seeker
	io.Closer
}

// Processes runs programs, as far as the policy lets a script run them. Its methods
// may be called from several goroutines. A program that does not start is an
// *fs.PathError, one that may not be run a *Denied.
type Processes interface {
	// Run starts a program, feeds it Stdin, waits for its end and returns what
	// it printed. Past the deadline the program and its group are ended and
	// the error is ETIMEDOUT; Exit holds what it had printed by then.
	Run(Command, Deadline) (Exit, error)
	// Start starts a program and returns at once. The world ends it, with all
	// that it has started, when it ends itself.
	Start(Command) (Process, error)
}

// Process is a program that was started. Its methods may be called from
// several goroutines.
type Process interface {
	// Pid is its number, which is also that of its group.
	Pid() int
	// Signal sends a signal to the program and its group; ESRCH when the
	// program has ended.
	Signal(syscall.Signal) error
	// Wait waits for the end of the program and of its output, and returns how
	// it ended. Past the deadline the error is ETIMEDOUT and the program runs
	// on. It may be called again.
	Wait(Deadline) (Exit, error)
}

// Command is a program to run. What it holds must not be changed before the
// program has ended.
type Command struct {
	Argv  []string // program and arguments
	Dir   string   // "" for the world's folder
	Env   []string // KEY=VALUE, added to PATH, HOME and LANG
	Stdin []byte
	// MaxOutput bounds what is kept of stdout and of stderr each, in bytes;
	// 0 for the world's own limit. More than that is read and dropped.
	MaxOutput int
	// Stdout and Stderr, unless nil, take what the program prints as it comes,
	// all of it and in the place of Exit. Each is written to by one goroutine.
	Stdout, Stderr io.Writer
	// Listeners are handed over as systemd does it: from descriptor 3 on, with
	// LISTEN_FDS, LISTEN_FDNAMES and LISTEN_PID. They stay the caller's.
	Listeners []Listener
}

// Listener is a listening socket that a program takes over, and its name.
type Listener struct {
	Name   string
	Socket Socket
}

// Exit is how a program ended.
type Exit struct {
	Code           int    // exit status, -1 when a signal ended it
	Signal         string // "SIGKILL", or "" when it exited by itself
	Stdout, Stderr []byte
	Truncated      bool // some output was dropped
	// Left says that a process which it has started has left its group and
	// still holds its output.
	Left bool
}

// Console is where the scripts of one VM read and print. Stdin is read by one task
// at a time, without the Baton; Stdout and Stderr are written to with the Baton,
// so they must not wait for a task of the VM.
type Console struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}
