package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sockrun/runner/paths"
)

// failingFile is where the seeds are kept with which scenarios have failed,
// below where sockrun was started.
const failingFile = ".sockrun/failing-seeds.json"

// failingSeeds are seeds by file, scenario and weather.
type failingSeeds map[string]map[string]map[string]string

// readFailing returns what the file holds; none when there is no file.
func readFailing(path string) (failingSeeds, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return failingSeeds{}, nil
	}
	var seeds failingSeeds
	if err == nil {
		err = json.Unmarshal(data, &seeds)
	}
	if seeds == nil {
		seeds = failingSeeds{}
	}
	return seeds, err
}

// close writes what was learned. The file is a memory only: an error says what
// is not remembered, and changes nothing about the run.
func (f *failing) close() error {
	if len(f.learned) == 0 {
		return nil
	}
	if f.path == "" {
		return errors.New("cannot remember which seeds fail: the working directory, below which they are kept, does not exist any more")
	}
	err := f.remember()
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot remember which seeds fail: %s: %w", failingFile, paths.Unwrapped(err))
}

// remember adds what was learned to what the file holds now: other runs may
// have written it since this one began.
func (f *failing) remember() error {
	folder := filepath.Dir(f.path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	unlock, err := lock(folder, lockTime)
	if err != nil {
		return err
	}
	defer unlock()
	seeds, err := readFailing(f.path)
	if err != nil {
		return err
	}
	for p, l := range f.learned {
		seeds.learn(p, f.weather, l)
	}
	data, err := json.MarshalIndent(seeds, "", "  ")
	if err != nil {
		return err
	}
	return writeHidden(f.path, append(data, '\n'))
}

// learn keeps a seed, or forgets the one that was tried: not one that another
// run has found since.
func (s failingSeeds) learn(p place, weather string, l lesson) {
	switch {
	case l.failed != "":
		if s[p.file] == nil {
			s[p.file] = map[string]map[string]string{}
		}
		if s[p.file][p.name] == nil {
			s[p.file][p.name] = map[string]string{}
		}
		s[p.file][p.name][weather] = l.failed
	case s[p.file][p.name][weather] == l.tried:
		delete(s[p.file][p.name], weather)
	}
	if len(s[p.file][p.name]) == 0 {
		delete(s[p.file], p.name)
	}
	if len(s[p.file]) == 0 {
		delete(s, p.file)
	}
}

// writeHidden writes a file, in one piece for all who read it, in a folder of
// our own that is not meant for version control.
func writeHidden(path string, data []byte) error {
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), ".gitignore"), []byte("*\n"), 0o644); err != nil {
		return err
	}
	whole := fmt.Sprintf("%s.%d", path, os.Getpid())
	err := os.WriteFile(whole, data, 0o644)
	if err == nil {
		err = os.Rename(whole, path)
	}
	if err != nil {
		os.Remove(whole)
	}
	return err
}

// lockTime is how long other runs are waited for, of which each takes a moment.
const lockTime = 5 * time.Second

// lock waits until no other run has the folder locked, at most for so long, and
// locks it until unlock is called or the process ends. It is the folder itself
// that is locked, so nothing is left behind. Where the file system has no locks
// it goes on without.
func lock(folder string, long time.Duration) (unlock func(), err error) {
	dir, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	unlock = func() { dir.Close() }
	for range long / pause {
		switch syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) {
		case syscall.EWOULDBLOCK, syscall.EINTR:
			time.Sleep(pause)
		default:
			return unlock, nil
		}
	}
	unlock()
	return nil, fmt.Errorf("another run has had its folder locked for %v", long)
}
