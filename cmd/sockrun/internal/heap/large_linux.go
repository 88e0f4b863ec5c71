package heap

import (
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// prepare lets the heap take its next n bytes, at most prepared, from the system in
// pages of 2 MiB, where the system gives such pages to who asks for them: the first
// touch of one costs some 90 us, and of the 512 pages of 4 KiB in its place more
// than 600. The heap asks for a few MiB at a time, and never for large pages. So it
// is made to ask for all of them at once, for a stack, which it has back without a
// collection as soon as the goroutine ends.
func prepare(n int) {
	if isLimited() || !givesLargePages() {
		return
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var top byte
		onLargeStack(&top, n, nil)
	}()
	<-ended
}

const (
	// stack is the size of the stack, a power of two as that of all stacks.
	stack = 64 << 20
	// frame is the size of a frame, which has two of its arguments, that needs it.
	frame = stack/2 - 64<<10
	// stackPage is what stacks are aligned to, and largePage what large pages are.
	stackPage = 8 << 10
	largePage = 2 << 20
)

// onLargeStack makes a stack large, of which it touches only the top, and asks for
// large pages for its lowest n bytes, from which the heap will take memory first.
// nothing is nil. Were the stack to move meanwhile, so much of the heap would get
// large pages instead.
//
//go:noinline
func onLargeStack(top *byte, n int, nothing *[frame]byte) {
	if nothing != nil {
		needed(*nothing)
	}
	lowest := uintptr(unsafe.Pointer(top))&^(stackPage-1) + stackPage - stack
	first := lowest &^ (largePage - 1)
	_, _, _ = unix.Syscall(unix.SYS_MADVISE, first, lowest-first+uintptr(n), unix.MADV_HUGEPAGE)
}

// needed makes the frame of its caller large.
//
//go:noinline
func needed([frame]byte) {}

// isLimited says whether the process may have only so many addresses, as after
// ulimit -v. Go ends the process when it gets none for a stack, and uses many before.
func isLimited() bool {
	for _, resource := range []int{unix.RLIMIT_AS, unix.RLIMIT_DATA} {
		var limit unix.Rlimit
		if err := unix.Getrlimit(resource, &limit); err != nil || limit.Cur != unix.RLIM_INFINITY {
			return true
		}
	}
	return false
}

// givesLargePages says whether who asks for large pages gets them. Where everybody
// gets them there is nothing to ask for.
func givesLargePages() bool {
	setting, _ := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled")
	return strings.Contains(string(setting), "[madvise]")
}
