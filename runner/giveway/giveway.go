// Package giveway lets a goroutine stand back for those that wait for the same
// processor.
package giveway

import _ "unsafe" // for go:linkname

// Here puts the goroutine that calls it behind those that wait for its processor, and
// returns when they have had their turn, or another processor has taken it over.
// runtime.Gosched puts it behind all goroutines and wakes another processor for it,
// which in a conversation within one process costs more than it saves.
func Here() { goyield() }

// goyield is the runtime's. It is promised to stay as it is (go.dev/issue/67401), and
// the compiler takes the declaration since there is an assembly file in the package.
//
//go:linkname goyield runtime.goyield
func goyield()
