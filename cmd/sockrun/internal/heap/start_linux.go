package heap

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// forgetStart takes those pages of the program out of the process that only its
// start has needed: what makes the tables of all packages lies between what runs
// later, and the system maps sixteen pages where one is touched. Those that are
// needed again come back from the system's cache of the file. Whatever is not as
// expected stays as it is.
func forgetStart() {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer maps.Close()
	for _, m := range mappingsOf(program, maps) {
		if !m.changed {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, m.start, m.end-m.start, unix.MADV_DONTNEED)
		}
	}
}

// mapping is a part of a file in the memory of the process that nobody may write
// to.
type mapping struct {
	start, end uintptr
	changed    bool // by who loaded it, so that pages are no longer those of the file
}

// mappingsOf reads those of a file from what proc(5) calls smaps.
func mappingsOf(file string, smaps io.Reader) (list []mapping) {
	mine := false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		parts := strings.Fields(lines.Text())
		switch {
		case len(parts) >= 5 && !strings.HasSuffix(parts[0], ":"):
			from, to, _ := strings.Cut(parts[0], "-")
			start, err := strconv.ParseUint(from, 16, 64)
			end, wrong := strconv.ParseUint(to, 16, 64)
			mine = err == nil && wrong == nil && !strings.Contains(parts[1], "w") && len(parts) == 6 && parts[5] == file
			if mine {
				list = append(list, mapping{start: uintptr(start), end: uintptr(end)})
			}
		case mine && len(parts) >= 2 && (parts[0] == "Anonymous:" || parts[0] == "Swap:"):
			last := &list[len(list)-1]
			last.changed = last.changed || parts[1] != "0"
		}
	}
	return list
}
