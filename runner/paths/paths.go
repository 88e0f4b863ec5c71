// Package paths turns the paths of files into those that reports and errors show,
// and into those that are opened. Whether a script may open a file is decided by
// package policy.
package paths

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
)

// Shown is how a file is shown, in one line: relative to started when it lies
// below.
func Shown(file, started string) string {
	relative, err := filepath.Rel(started, file)
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		relative = file
	}
	return strings.ReplaceAll(relative, "\n", `\n`) // else a name could look like a line of the report
}

// Absolute is a path that counts from the root of the file system, as it is when
// nobody knows where the process is.
func Absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// Unwrapped is what went wrong with a file, without its path.
func Unwrapped(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
