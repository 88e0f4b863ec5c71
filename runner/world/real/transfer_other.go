//go:build !linux || race

package real

import "syscall"

// read is read(2) of at least one byte.
func read(fd int, p []byte) (int, error) { return syscall.Read(fd, p) }

// write is write(2) of at least one byte.
func write(fd int, p []byte) (int, error) { return syscall.Write(fd, p) }
