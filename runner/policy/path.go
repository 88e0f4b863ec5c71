package policy

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sockrun/luaapi/host"
)

// Read says whether a file may be read, and returns its path with symbolic
// links and `..` resolved, which is the one to open. A relative path counts
// from the scenario's folder.
func (p *Policy) Read(path string) (resolved string, err error) {
	return p.file(p.read, "read of", "--allow-read=", p.resolve(path))
}

// Write is Read for a file that is written or made; it need not exist.
func (p *Policy) Write(path string) (resolved string, err error) {
	return p.file(p.write, "write to", "--allow-write=", p.resolve(path))
}

// Remove is Write for the removal or the renaming of a file: a symbolic link
// at the end of path stands for itself and is not followed.
func (p *Policy) Remove(path string) (resolved string, err error) {
	return p.file(p.write, "removal of", "--allow-write=", resolveEntry(absolute(path, p.dir)))
}

// Temporary says whether a resolved path lies beside or below the folder for temporary
// files.
func (p *Policy) Temporary(path string) bool { return p.temp.hold(path) }

func (p *Policy) file(in folders, doing, flag, path string) (string, error) {
	if len(path) > longestPath {
		return "", syscall.ENAMETOOLONG
	}
	if p.all || in.hold(path) {
		return path, nil
	}
	return "", &host.Denied{What: doing + " " + path, Flag: flag + path}
}

func (p *Policy) resolve(path string) string { return resolve(absolute(path, p.dir)) }

// folders are resolved paths of files, and of folders with all below them.
type folders []string

func (f *folders) add(rule string) error {
	if err := notEmpty(rule); err != nil {
		return err
	}
	path, err := fromHere(rule)
	if err != nil {
		return err
	}
	*f = append(*f, resolve(path))
	return nil
}

// hold says whether a resolved path is one of the folders or lies below one.
// A path with a NUL byte never does, since the system would end it there.
func (f folders) hold(path string) bool {
	if strings.IndexByte(path, 0) >= 0 {
		return false
	}
	for _, folder := range f {
		rest, ok := strings.CutPrefix(path, folder)
		if ok && (rest == "" || rest[0] == '/' || folder == "/") {
			return true
		}
	}
	return false
}

func fromHere(path string) (string, error) {
	if filepath.IsAbs(path) {
		return path, nil
	}
	working, err := os.Getwd()
	return absolute(path, working), err
}

// maxLinks is more than any system follows, so a path with more of them
// cannot be opened whatever the answer.
const maxLinks = 255

// resolve follows the symbolic links of an absolute path as the system does:
// `..` is the parent of where a link led to. What does not exist stays as it
// is written, also when a dangling link leads to it.
func resolve(path string) string {
	if len(path) > longestPath {
		return path
	}
	return resolveFrom("/", path)
}

// longestPath is more than any system opens. A longer one stays as it is, and is
// refused: to look at each of its parts would take as long as it pleases whoever
// wrote it.
const longestPath = 16 << 10

// resolveFrom is resolve for a path that counts from a resolved folder.
func resolveFrom(at, path string) string {
	rest := strings.Split(path, "/")
	for links := 0; len(rest) > 0; {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			at = filepath.Dir(at)
			continue
		}
		next := filepath.Join(at, name)
		target, err := os.Readlink(next)
		if err != nil || links == maxLinks {
			at = next
			continue
		}
		links++
		if filepath.IsAbs(target) {
			at = "/"
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return at
}

// resolveEntry is resolve but for the last name, which stays even when it is
// a symbolic link.
func resolveEntry(path string) string {
	if len(path) > longestPath {
		return path
	}
	folder, name := filepath.Split(path)
	switch name {
	case "", ".", "..":
		return resolve(path)
	}
	return filepath.Join(resolve(folder), name)
}
