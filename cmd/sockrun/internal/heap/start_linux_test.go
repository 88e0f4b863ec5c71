package heap

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What only the start has needed leaves the memory of the process, and whatever
// runs then comes back.
func TestForgetStart(t *testing.T) {
	program, err := os.ReadFile("/proc/self/exe") // and so all of it is in the system's cache
	if err != nil {
		t.Skip("no /proc: ", err)
	}
	before := mapped(t)
	forgetStart()
	if after := mapped(t); after >= before {
		t.Errorf("%d of %d KiB of the program stay in memory (it has %d)", after, before, len(program)>>10)
	}
}

// mapped is how many KiB of files are in the memory of the process.
func mapped(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(regexp.MustCompile(`RssFile:\s+(\d+) kB`).FindStringSubmatch(string(status))[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Only what nobody may write to, and nobody has changed, is a mapping that may be
// dropped.
func TestMappingsOf(t *testing.T) {
	smaps := `00400000-00b5d000 r-xp 00000000 fe:00 99 /bin/sockrun
Rss:                2432 kB
Private_Dirty:        40 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
00b5d000-01299000 r--p 0075d000 fe:00 99 /bin/sockrun
Anonymous:             8 kB
01299000-01382000 rw-p 00e99000 fe:00 99 /bin/sockrun
Anonymous:             0 kB
01390000-013a0000 r--p 00f90000 fe:00 99 /bin/sockrun
Anonymous:             0 kB
Swap:                  4 kB
01400000-01500000 r--p 00000000 fe:00 98 /lib/libc.so
Anonymous:             0 kB
7f0000000000-7f0000001000 r--p 00000000 00:00 0
Anonymous:             0 kB
nonsense-address r--p 00000000 fe:00 99 /bin/sockrun
Anonymous:             0 kB
`
	list := mappingsOf("/bin/sockrun", strings.NewReader(smaps))
	if len(list) != 3 || list[0] != (mapping{0x400000, 0xb5d000, false}) || list[1] != (mapping{0xb5d000, 0x1299000, true}) || list[2] != (mapping{0x1390000, 0x13a0000, true}) {
		t.Errorf("got %v", list)
	}
}
