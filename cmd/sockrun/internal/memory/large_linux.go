package memory

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"
)

// prepare lets the heap take its next n bytes from the system in pages of 2 MiB,
// where the system gives such pages to who asks for them: the first touch of one
// costs some 90 us, and of the 512 pages of 4 KiB in its place more than 600. The
// heap asks for a few MiB at a time, and never for large pages, so it is made to ask
// for all of them at once. With mu.
func (t *Tuner) prepare(n int) {
	if !givesLargePages() {
		return
	}
	debug.SetGCPercent(-1) // these bytes are no reason to collect
	memory := make([]byte, n)
	_ = unix.Madvise(memory, unix.MADV_HUGEPAGE)
	t.bytes, t.large, _ = measure() // nor are they a stream
	runtime.GC()                    // now they are the heap's, untouched
	debug.SetGCPercent(t.percent)
}

// givesLargePages says whether who asks for large pages gets them. Where everybody
// gets them there is nothing to ask for.
func givesLargePages() bool {
	setting, _ := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled")
	return strings.Contains(string(setting), "[madvise]")
}
