package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strconv"
	"testing"
	"time"

	"sockrun/cmd/sockrun/internal/cli"
)

var cycleCount = flag.Int("cycles", 2000, "how many connections TestCycles makes and closes")

// Connections that come and go leave no descriptor, no goroutine and next to no
// memory behind, in either world. It is looked at in a process that does nothing else.
func TestCycles(t *testing.T) {
	t.Parallel()
	for _, world := range []string{"--real", "--sim"} {
		t.Run(world, func(t *testing.T) {
			t.Parallel()
			printed, err := exec.Command("cycles", world, strconv.Itoa(*cycleCount), "testdata/cycles_test.lua").CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, printed)
			}
			t.Logf("%s", printed)
		})
	}
}

// cycles runs a scenario with few cycles, and then with as many as it is told, and
// says what these have left behind:
//
//	cycles WORLD NUMBER FILE
func cycles() {
	world, number, file := os.Args[1], os.Args[2], os.Args[3]
	run := func(number string) {
		if status := cli.Main([]string{world, "--var=cycles=" + number, file}, os.Stdin, os.Stdout, os.Stderr); status != 0 {
			os.Exit(status)
		}
	}
	run("100") // what is made once stays
	before := held()
	run(number)
	after := held()
	for end := time.Now().Add(time.Minute); after.exceeds(before) && time.Now().Before(end); after = held() {
		time.Sleep(time.Millisecond) // what has ended takes a moment to be gone
	}
	fmt.Printf("%s cycles %s: %v before, %v after\n", number, world, before, after)
	if after.exceeds(before) {
		_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
		os.Exit(1)
	}
}

// holdings are what a process holds of the system's and of Go's.
type holdings struct {
	descriptors, goroutines int
	heap                    int64 // bytes
}

// maxLeft is how much more memory may be in use: what is made once may be larger
// after many cycles than after few.
const maxLeft = 4 << 20

func held() holdings {
	open, _ := os.ReadDir("/proc/self/fd") // none where the system does not tell
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return holdings{len(open), runtime.NumGoroutine(), int64(memory.HeapAlloc)}
}

func (h holdings) exceeds(other holdings) bool {
	return h.descriptors > other.descriptors || h.goroutines > other.goroutines || h.heap > other.heap+maxLeft
}

func (h holdings) String() string {
	return fmt.Sprintf("%d descriptors, %d goroutines and %d KiB", h.descriptors, h.goroutines, h.heap>>10)
}
