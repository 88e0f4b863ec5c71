package declare

import (
	"fmt"
	"io/fs"
	"os"

	"sockrun/luaapi/host"
)

// still is the world of a top level: nothing in it changes anything outside.
// Its clock is simulated, so a top level that sleeps takes no time.
type still struct{ host.World }

// refusal says that something belongs into a body.
func refusal(what string) error {
	return fmt.Errorf("%s at the top level of a file, which only declares scenarios: it belongs into the body of one", what)
}

// Socket refuses.
func (still) Socket(host.Family, host.Type, int) (host.Socket, error) {
	return nil, refusal("a socket")
}

// Lookup refuses.
func (still) Lookup(name string, _ host.Family, _ host.Deadline) ([]host.Addr, error) {
	return nil, refusal("a look-up of " + name)
}

// Open opens files for reading.
func (s still) Open(name string, flag int, perm fs.FileMode) (host.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND) != 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: refusal("writing")}
	}
	return s.World.Open(name, flag, perm)
}

// Remove refuses.
func (still) Remove(name string) error {
	return &fs.PathError{Op: "remove", Path: name, Err: refusal("a change of files")}
}

// Rename refuses.
func (still) Rename(from, _ string) error {
	return &fs.PathError{Op: "rename", Path: from, Err: refusal("a change of files")}
}

// Run refuses.
func (still) Run(host.Command, host.Deadline) (host.Exit, error) {
	return host.Exit{}, refusal("a program")
}

// Start refuses.
func (still) Start(host.Command) (host.Process, error) { return nil, refusal("a program") }

// SocketPair refuses.
func (still) SocketPair(host.Family, host.Type, int) (a, b host.Socket, err error) {
	return nil, nil, refusal("a socket")
}
