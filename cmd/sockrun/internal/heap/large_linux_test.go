package heap_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"sockrun/cmd/sockrun/internal/heap"
)

// What many files need comes in large pages, where the system gives them to who
// asks.
func TestManyFilesGetLargePages(t *testing.T) {
	setting, err := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled")
	if err != nil || !strings.Contains(string(setting), "[madvise]") {
		t.Skipf("large pages are not for who asks: %q, %v", setting, err)
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	heap.Tune().Files(200)
	const step = 2 << 20
	var pieces [][]byte // beginning with what the heap has left of before
	for range 24 << 20 / step {
		for range step / 1024 {
			pieces = append(pieces, make([]byte, 1024))
		}
		if inLargePages(t, pieces[len(pieces)-1]) {
			return
		}
	}
	t.Error("nothing of 24 MiB is where large pages were asked for")
}

// inLargePages says whether what maps the piece has asked for large pages, as
// proc(5) tells it.
func inLargePages(t *testing.T, piece []byte) bool {
	t.Helper()
	smaps, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer smaps.Close()
	at, mine := uintptr(unsafe.Pointer(unsafe.SliceData(piece))), false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		var from, to uintptr
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x ", &from, &to); n == 2 {
			mine = from <= at && at < to
		}
		if flags, found := strings.CutPrefix(lines.Text(), "VmFlags:"); found && mine {
			return slices.Contains(strings.Fields(flags), "hg")
		}
	}
	return false
}
