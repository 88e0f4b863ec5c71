package runner

import "runtime"

// tooManyStuck says whether so many tasks had to be abandoned, each of which
// may keep a processor busy, that what else runs can no longer be trusted.
func (b *batch) tooManyStuck() bool { return b.stuck > max(runtime.NumCPU()/2, 1) }
