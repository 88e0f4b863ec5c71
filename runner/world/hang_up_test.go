package world_test

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
	"sockrun/runner/world"
)

// hangsUp is a socket whose other side resets it as soon as it has been sent
// something, if it is told to.
type hangsUp struct {
	host.Socket
	other host.Socket // nil until then
}

func (h *hangsUp) Send(p []byte, flags int, d host.Deadline) (int, error) {
	n, err := h.Socket.Send(p, flags, d)
	if h.other != nil {
		err = errors.Join(err, h.other.Reset())
		for arrived := error(nil); arrived == nil; { // the reset, behind what came before it
			_, arrived = h.Recv(make([]byte, 100), 0, host.Forever)
		}
	}
	return n, err
}

// TestHangUpAtCloseNotify: a shutdown that the other side has answered by hanging
// up, before the system was told of it, has not failed.
func TestHangUpAtCloseNotify(t *testing.T) {
	t.Parallel()
	e := enter(world.Real)
	defer e.leave()
	client, server, err := tcpPair(e.world)
	if err != nil {
		t.Fatal(err)
	}
	own, err := identity()
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan error, 1)
	go func() {
		c := (&secure.Settings{Identity: own}).Config()
		c.Time = time.Now
		accepted <- server.(host.Securable).Secure(c, true, host.Forever)
	}()
	c := (&secure.Settings{Trust: certificate.Pool(own.Root()), ServerName: "localhost"}).Config()
	c.Time = time.Now
	raw := &hangsUp{Socket: client}
	session := secure.Start(raw, e.world, c, false)
	if err := errors.Join(session.Handshake(host.Forever), <-accepted); err != nil {
		t.Fatal(err)
	}
	raw.other = server
	if err := session.Shutdown(host.ShutWrite); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if err := raw.Shutdown(host.ShutWrite); err != syscall.ENOTCONN {
		t.Errorf("a shutdown without TLS got %v, want ENOTCONN", err)
	}
}
