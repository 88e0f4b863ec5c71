package real

import (
	"net/netip"
	"strings"
	"testing"

	"sockrun/luaapi/host"
)

// Behind the first that does not listen nobody is looked for, but now and then
// everybody is, for systems whose order is another.
func TestListenersComeFirst(t *testing.T) {
	t.Parallel()
	const table = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:0050 00000000:0000 0A 00000000:00000000
   1: 00000000:0051 00000000:0000 0A 00000000:00000000
   2: 0200007F:0052 00000000:0000 0A 00000000:00000000
   3: 0100007F:0053 0100007F:0050 06 00000000:00000000
   4: 0100007F:0054 00000000:0000 0A 00000000:00000000
`
	for _, c := range []struct {
		port         int
		whole, found bool
	}{
		{0x50, false, true}, {0x51, false, true}, {0x52, true, false}, {0x53, true, false},
		{0x54, false, false}, {0x54, true, true},
	} {
		a := host.Inet(netip.MustParseAddr("127.0.0.1"), c.port)
		if got := listed(strings.NewReader(table), "0A", a, c.whole); got != c.found {
			t.Errorf("port %d, the whole table %t: %t", c.port, c.whole, got)
		}
	}
	if listed(strings.NewReader(""), "0A", host.Addr{}, true) {
		t.Error("an empty table has a listener")
	}
}
