package artifact

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxTemp is how many bytes of a temporary folder are kept.
const maxTemp = 64 << 20

// copying takes a temporary folder into the artifacts: its regular files but
// for private keys.
type copying struct {
	*Folder
	from    *os.Root
	to      string
	left    int64 // of maxTemp
	leftOut []string
}

// keepTemp copies a temporary folder, if it is there, and lists what it has
// left out.
func (f *Folder) keepTemp(folder, temp string) error {
	from, err := os.OpenRoot(temp)
	if err != nil {
		return nil // most scenarios need none
	}
	defer from.Close()
	c := &copying{Folder: f, from: from, to: path.Join(folder, "tmp"), left: maxTemp}
	err = fs.WalkDir(from.FS(), ".", c.visit)
	if len(c.leftOut) == 0 {
		return err
	}
	return errors.Join(err, f.text(path.Join(folder, "left-out.txt"), strings.Join(c.leftOut, "\n")+"\n"))
}

func (c *copying) visit(name string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		c.leaveOut(name, err.Error())
	case entry.IsDir():
		return c.mkdir(path.Join(c.to, name))
	case !entry.Type().IsRegular():
		c.leaveOut(name, "no regular file")
	default:
		return c.file(name)
	}
	return nil
}

func (c *copying) leaveOut(name, why string) {
	c.leftOut = append(c.leftOut, fmt.Sprintf("%s: %s", name, why))
}

// file copies a file unless it is too long or holds a key.
func (c *copying) file(name string) error {
	from, err := c.from.Open(name)
	if err != nil {
		c.leaveOut(name, err.Error())
		return nil
	}
	defer from.Close()
	data, err := io.ReadAll(io.LimitReader(from, c.left+1))
	switch {
	case err != nil:
		c.leaveOut(name, err.Error())
	case int64(len(data)) > c.left:
		c.leaveOut(name, fmt.Sprintf("more than %d MiB are not kept", maxTemp>>20))
	case isKey(name, data):
		c.leaveOut(name, "a private key")
	default:
		c.left -= int64(len(data))
		return c.write(path.Join(c.to, name), func(out io.Writer) error {
			_, err := out.Write(data)
			return err
		})
	}
	return nil
}

// isKey says whether a file holds a private key, which must not get to where
// artifacts are looked at.
func isKey(name string, data []byte) bool {
	return filepath.Ext(name) == ".key" || bytes.Contains(data, []byte("PRIVATE KEY-----"))
}
