// Package artifact keeps what is left of scenarios that did not pass: a folder
// for each, with its report, its transcript, what its scripts and processes
// have printed, and its temporary folder. It never touches a file that it has
// not made itself.
package artifact

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// listName is the file in which a Folder notes what it has made, so that the
// next run can take that away again, and nothing else.
const listName = ".sockrun-artifacts"

// Folder is where artifacts are kept. Its methods may be called from several
// goroutines.
type Folder struct {
	shown string // as the user calls it
	root  *os.Root
	names map[*scenario.Scenario]string

	mu   sync.Mutex
	list *os.File
	err  error // the first
}

// Open makes the folder if need be and removes what an earlier run has left in
// it. scenarios are those that are run, in an order that does not change from
// run to run. It fails with what keeps the folder from being written. The caller
// closes it.
func Open(dir string, scenarios []*scenario.Scenario) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	removeOld(root)
	list, err := root.Create(listName)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Folder{shown: dir, root: root, names: namesOf(scenarios), list: list}, nil
}

// removeOld removes what an earlier run has made: files, and folders that have
// nothing else in them.
func removeOld(root *os.Root) {
	list, err := root.Open(listName)
	if err != nil {
		return
	}
	defer list.Close()
	var made []string
	for lines := bufio.NewScanner(list); lines.Scan(); {
		made = append(made, lines.Text())
	}
	for _, name := range slices.Backward(made) {
		if folder, _, _ := strings.Cut(name, "/"); strings.Contains(folder, "--") { // as all of ours do
			_ = root.Remove(name) // what is not there any more, or not empty, stays as it is
		}
	}
}

// Close ends the work on the folder and returns the first error that there
// was. The folder is removed if nothing is in it.
func (f *Folder) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := f.list.Stat()
	f.note(errors.Join(err, f.list.Close()))
	if err == nil && info.Size() == 0 {
		f.note(f.root.Remove(listName))
		_ = os.Remove(f.shown) // unless others have something there
	}
	f.note(f.root.Close())
	return f.err
}

func (f *Folder) note(err error) {
	if f.err == nil {
		f.err = err
	}
}

// Keep keeps what there is of one attempt of a scenario; temp is its temporary
// folder, which need not be there. It returns the folder for that, "" when it
// could not be made: Close tells why.
func (f *Folder) Keep(r *outcome.Result, temp string) string {
	name, err := f.newFolder(f.nameOf(r))
	if err != nil {
		f.fail(err)
		return ""
	}
	shown := filepath.Join(f.shown, name)
	f.fail(f.fill(name, r, temp))
	return shown
}

func (f *Folder) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.note(err)
}

// nameOf is the folder of an attempt.
func (f *Folder) nameOf(r *outcome.Result) string {
	name := f.names[r.Scenario]
	if r.Round > 0 {
		name += fmt.Sprintf("--run-%d", r.Round)
	}
	if r.Attempts > 1 {
		name += fmt.Sprintf("--attempt-%d", r.Attempts)
	}
	return name
}

// newFolder makes a folder of that name, with a number behind it when somebody
// else has something there.
func (f *Folder) newFolder(name string) (string, error) {
	free := name
	for n := 2; ; n++ {
		err := f.mkdir(free)
		if !errors.Is(err, fs.ErrExist) {
			return free, err
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
}

func (f *Folder) mkdir(name string) error {
	if err := f.root.Mkdir(name, 0o755); err != nil {
		return err
	}
	return f.made(name)
}

// create makes a file that was not there. The caller closes it.
func (f *Folder) create(name string) (*os.File, error) {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	if err := f.made(name); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// made notes what was made. A name with a line end is not noted: it stays.
func (f *Folder) made(name string) error {
	if strings.ContainsAny(name, "\r\n") {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	_, err := f.list.WriteString(name + "\n")
	return err
}
