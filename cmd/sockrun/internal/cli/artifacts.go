package cli

import (
	"fmt"

	"sockrun/runner"
	"sockrun/runner/artifact"
	"sockrun/runner/paths"
	"sockrun/runner/scenario"
)

// artifacts is the folder of --artifacts. nil keeps nothing.
type artifacts struct {
	*artifact.Folder
	dir string
}

// openArtifacts prepares the folder; the caller closes it.
func (a *app) openArtifacts(chosen []*scenario.Scenario) (*artifacts, error) {
	dir := a.run.artifacts
	if dir == "" {
		return nil, nil
	}
	if err := a.reachable(dir); err != nil {
		return nil, err
	}
	folder, err := artifact.Open(dir, chosen)
	if err != nil {
		return nil, usage("--artifacts %s: %v", dir, paths.Unwrapped(err))
	}
	return &artifacts{folder, dir}, nil
}

// keep is what the runner calls for each scenario that did not pass.
func (k *artifacts) keep() func(*runner.Result, string) string {
	if k == nil {
		return nil
	}
	return k.Keep
}

// close returns why something could not be kept.
func (k *artifacts) close() error {
	if k == nil {
		return nil
	}
	if err := k.Close(); err != nil {
		return fmt.Errorf("--artifacts %s: %w", k.dir, err)
	}
	return nil
}
