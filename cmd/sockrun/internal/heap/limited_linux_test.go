package heap

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Where the process may not have as many addresses as it likes none are taken that it
// could do without.
func TestLimitedIsNotPrepared(t *testing.T) {
	if isLimited() {
		t.Skip("the process is limited as it is")
	}
	for _, resource := range []int{unix.RLIMIT_AS, unix.RLIMIT_DATA} {
		var before unix.Rlimit
		if err := unix.Getrlimit(resource, &before); err != nil {
			t.Fatal(err)
		}
		limit := unix.Rlimit{Cur: before.Max>>1 - 1, Max: before.Max}
		if err := unix.Setrlimit(resource, &limit); err != nil {
			t.Fatal(err)
		}
		limited := isLimited()
		if err := unix.Setrlimit(resource, &before); err != nil {
			t.Fatal(err)
		}
		if !limited {
			t.Errorf("with a limit of %d bytes for resource %d it counts as not limited", limit.Cur, resource)
		}
	}
}
