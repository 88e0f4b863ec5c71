//go:build !linux

package chopped

// noSignal is a flag of a send that these systems do not have.
const noSignal = 0
