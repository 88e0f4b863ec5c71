package cli

import "path/filepath"

// reachable refuses names of files that count from the working directory when
// that has been removed. All else needs no folder, so it goes on without one.
func (a *app) reachable(paths ...string) error {
	if a.started != "" {
		return nil
	}
	for _, path := range paths {
		if !filepath.IsAbs(path) {
			return usage("%s: the working directory, from which it counts, does not exist any more", path).
				withHint("cd to a folder that exists, or give an absolute path")
		}
	}
	return nil
}
