package real_test

import (
	"net/netip"
	"syscall"
	"testing"

	"sockrun/luaapi/host"
)

// TestLookup asks for what needs the network, without waiting for it.
func TestLookup(t *testing.T) {
	t.Parallel()
	w := world(t)
	if _, err := w.Lookup("name.invalid", 0, host.DontWait); err != syscall.EAGAIN {
		t.Errorf("Lookup: %v, want EAGAIN", err)
	}
	if _, err := w.LookupAddr(netip.MustParseAddr("192.0.2.1"), host.DontWait); err != syscall.EAGAIN {
		t.Errorf("LookupAddr: %v, want EAGAIN", err)
	}
}
