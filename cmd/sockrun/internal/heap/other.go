//go:build !linux

package heap

// forgetStart does nothing where the system does not say what is in memory.
func forgetStart() {}

// prepare does nothing where large pages cannot be asked for.
func prepare(int) {}
