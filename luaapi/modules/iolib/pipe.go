package iolib

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
)

// pipePause is how often it is looked whether somebody reads a pipe by now: no
// system tells.
const pipePause = 5 * time.Millisecond

// Open opens a file as the running task does, flags as in os.OpenFile. A pipe that
// is to be written waits for who reads it, while other tasks run; one that is to
// be read waits when it is read. Errors are those of host.Files. The caller
// closes the file. With the baton.
func Open(s *thread.State, path string, flags int, perm fs.FileMode) (host.File, error) {
	flags |= syscall.O_NONBLOCK
	f, err := s.World.Open(path, flags, perm)
	if !errors.Is(err, syscall.EAGAIN) {
		return f, err
	}
	token, limit := s.Begin("open", nil, host.Forever)
	defer s.End(token)
	for p := s.NewParker(); errors.Is(err, syscall.EAGAIN); f, err = s.World.Open(path, flags, perm) {
		next := host.Earlier(host.After(s.World, pipePause), limit)
		if err := p.Park(next); !host.IsTimeout(err) || next == limit {
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
	}
	return f, err
}

// Waits says whether reading a file may wait for somebody who writes, as for a
// pipe: then it is read without the baton.
func Waits(f host.File) bool {
	_, err := f.Seek(0, io.SeekCurrent)
	return err != nil
}

// ReadFile returns the first limit bytes of a file, or all of it. Errors are those
// of host.Files. With the baton.
func ReadFile(s *thread.State, path string, limit int64) ([]byte, error) {
	f, err := Open(s, path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if Waits(f) {
		token, _ := s.Begin("read", nil, host.Forever)
		defer s.End(token)
	}
	return io.ReadAll(io.LimitReader(f, limit))
}
