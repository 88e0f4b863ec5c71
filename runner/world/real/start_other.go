//go:build !linux

package real

import "os/exec"

// start starts a program. It outlives this process where that is killed.
func start(cmd *exec.Cmd, _ string) error { return cmd.Start() }
