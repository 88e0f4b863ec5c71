package real_test

import (
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
)

// A socket that has stopped to listen and connects instead accepts nobody, and
// says so at once.
func TestAcceptAfterListening(t *testing.T) {
	t.Parallel()
	w := world(t)
	_, addr := listen(t, w, host.Inet(loopback, 0), 1)
	former, _ := listen(t, w, host.Inet(loopback, 0), 1)
	must(t, former.Shutdown(host.ShutRead))
	must(t, former.Connect(addr, host.Forever))
	_, _, err := former.Accept(host.After(w, time.Minute))
	wantError(t, err, syscall.EINVAL)
}
