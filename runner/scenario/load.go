package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/paths"
	"sockrun/runner/policy"
	"sockrun/runner/timescale"
)

const (
	maxFile   = 16 << 20 // bytes of a scenario file
	maxScript = 1 << 20  // bytes of a Lua script
)

// LoadOptions say how a file is read.
type LoadOptions struct {
	// Vars replace the values of vars in the file; they are text.
	Vars map[string]string
	// VarsElsewhere says that other files may have the variables that this one
	// has not.
	VarsElsewhere bool
	// Parts says that files which are there to be included are wanted too.
	Parts bool
	// ReadFile reads a script or an included file; its path is absolute or begins with the folder
	// of the scenario file. nil reads regular files of the system.
	ReadFile func(path string) ([]byte, error)
	// Allow is what scenarios may read beyond the defaults. MayRead is made of it
	// where files are found.
	Allow policy.Flags
	// MayRead is asked before a file is read, or looked at, that a scenario
	// names; its error is a *host.Denied. nil allows all.
	MayRead func(path string) error
	// OnlyCheck says that nothing will be run: what MayRead refuses is read all
	// the same, but nothing of it is shown.
	OnlyCheck bool
	// Found is told how many files there are, before they are read; nil for
	// nobody.
	Found func(files int)
	// TimeScale is what the time that the top level of a Lua file may take is
	// multiplied with.
	TimeScale timescale.Scale
	// Compiled keeps the Lua of earlier files; nil compiles all anew.
	Compiled *chunk.Cache
}

// refuses says why a file is not to be read that a scenario names, nil when it
// may be.
func (o LoadOptions) refuses(path string) error {
	if o.MayRead == nil || o.OnlyCheck {
		return nil
	}
	return o.MayRead(path)
}

// source makes the text of a file that a scenario names one to show lines of, if
// they may be seen.
func (o LoadOptions) source(path, display, text string) *Source {
	src := newSource(display, text)
	var denied *host.Denied
	if o.MayRead != nil && errors.As(o.MayRead(path), &denied) {
		src.unseen = denied.Flag
	}
	return src
}

// read reads a script or an included file, and not more than limit bytes of it.
func (o LoadOptions) read(path string, limit int64) (text []byte, err error) {
	if o.ReadFile != nil {
		text, err = o.ReadFile(path)
	} else {
		text, err = readFile(path, limit)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("no such file")
	}
	return text, err
}

// irregular says what stands where a file should.
func irregular(info fs.FileInfo) error {
	if info.IsDir() {
		return errors.New("it is a folder")
	}
	return errors.New("it is not a regular file")
}

// readFile reads a regular file, and not more than limit bytes of it. The
// error says what is wrong without the path.
func readFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = irregular(info)
	}
	if err != nil {
		return nil, paths.Unwrapped(err)
	}
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var data bytes.Buffer
	data.Grow(int(min(info.Size(), limit)) + bytes.MinRead) // so that one read takes all
	_, err = data.ReadFrom(io.LimitReader(f, limit))
	return data.Bytes(), paths.Unwrapped(err)
}

// openRegular opens a regular file to read. What os.Open opens it offers to the
// netpoller, which takes no such files: five system calls for nothing, in a run
// that may read hundreds.
func openRegular(path string) (*os.File, error) {
	for {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		switch err {
		case nil:
			return os.NewFile(uintptr(fd), path), nil
		case syscall.EINTR: // the file system is one that can be interrupted
		default:
			return nil, err
		}
	}
}

// Load reads the scenarios of a file, one for each document; those of a file
// that is only there to be included are parts. display is the name of the file
// in positions. The error is an Errors with what is wrong in the file, by
// position.
func Load(file, display string, o LoadOptions) ([]*Scenario, error) {
	data, err := readFile(file, maxFile+1)
	if err != nil {
		return nil, Errors{{Pos: Pos{File: display}, Message: err.Error()}}
	}
	return Decode(data, file, display, o)
}

// Decode is Load for a file that has been read already; file says where it
// would be, since scripts are looked for beside it. An error is Errors: all that is
// wrong in the file.
func Decode(data []byte, file, display string, o LoadOptions) ([]*Scenario, error) {
	src := newSource(display, string(data))
	documents, err := parse(src)
	if err != nil {
		return nil, err
	}
	var errs Errors
	var bases, scenarios []*Scenario
	part := !slices.ContainsFunc(documents, func(n *node) bool { return !isPart(n) })
	for i, document := range documents {
		d := &decoder{src: src, file: file, options: o, tables: allTables()}
		d.add(textFile{src, file})
		d.scenario = &Scenario{Name: defaultName(display, i, len(documents)), Source: src, Dir: filepath.Dir(file), Part: part}
		d.document(document)
		errs = append(errs, d.errs...)
		bases = append(bases, d.scenario)
	}
	errs = append(errs, unknownOverrides(src, bases, o)...)
	if len(errs) > 0 {
		return nil, errs.sorted()
	}
	for _, s := range bases {
		scenarios = append(scenarios, s.Variants()...)
	}
	return scenarios, nil
}

// defaultName names a scenario after its file.
func defaultName(display string, index, documents int) string {
	name := filepath.Base(display)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	if documents > 1 {
		name = fmt.Sprintf("%s %d", name, index+1)
	}
	return name
}

// VarNames returns the names of the variables that any of the scenarios has.
func VarNames(scenarios []*Scenario) (names []string) {
	for _, s := range scenarios {
		for _, v := range s.Vars {
			if !slices.Contains(names, v.Name) {
				names = append(names, v.Name)
			}
		}
	}
	return names
}

// NoSuchVar says that no scenario has a variable that was given.
func NoSuchVar(name string, known []string) string {
	return fmt.Sprintf("--var %s: no such variable under vars: %s", printable(name), suggestion(name, known))
}

// unknownOverrides reports the variables that were given but that no scenario
// of the file has.
func unknownOverrides(src *Source, scenarios []*Scenario, o LoadOptions) Errors {
	var errs Errors
	if o.VarsElsewhere || len(scenarios) > 0 && scenarios[0].Part {
		return nil
	}
	known := VarNames(scenarios)
	for name := range o.Vars {
		if !slices.Contains(known, name) {
			errs = append(errs, &Error{Pos: Pos{File: src.name}, Message: NoSuchVar(name, known), Topic: "--var"})
		}
	}
	slices.SortFunc(errs, func(a, b *Error) int { return strings.Compare(a.Message, b.Message) })
	return errs
}
