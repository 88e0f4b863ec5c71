package stream

import (
	"crypto/tls"
	"syscall"

	"sockrun/luaapi/host"
)

// Secure encrypts what the connection carries from now on with TLS, as one
// side of it: all calls mean then what is decrypted. It waits for the
// handshake until the deadline; it fails with EBUSY while there are bytes that
// were read ahead, which are none of the handshake's, with EAGAIN on a
// non-blocking connection, else as host.Securable's Secure.
func (c *Conn) Secure(config *tls.Config, side host.TLSSide, d host.Deadline) error {
	s, ok := c.Socket.(host.Securable)
	switch {
	case !ok:
		return syscall.EOPNOTSUPP
	case c.Unread() > 0:
		return syscall.EBUSY
	case d == host.DontWait:
		return syscall.EAGAIN
	}
	if err := c.take(&c.reads, "handshake", d); err != nil {
		return err
	}
	defer c.reads.give()
	if err := c.take(&c.writes, "handshake", d); err != nil {
		return err
	}
	defer c.writes.give()
	token, limit := c.waits.Begin("handshake", c, d)
	defer c.waits.End(token)
	return s.Secure(config, side, limit)
}

// Session says what the handshake of TLS has agreed on; it is not ok without
// one.
func (c *Conn) Session() (state tls.ConnectionState, ok bool) {
	if s, secured := c.Socket.(host.Securable); secured {
		return s.Session()
	}
	return state, false
}
