//go:build !linux

package worldtest

// platformCases are those of Linux.
func platformCases() []testCase { return nil }
