package play

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/actorname"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

// handshakeError tells of a handshake that has failed.
func handshakeError(conn *stream.Conn, err error) error {
	e := host.NewError("handshake", conn.String(), 0, err)
	switch {
	case err == syscall.EBUSY:
		e.Message = "bytes have come before the handshake that nobody took: what the other side sends before TLS must be received first"
	case err == syscall.EALREADY:
		e.Message = "the connection is encrypted already"
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Message = "the other side has closed the connection in the middle of it"
	}
	return e
}

// settings are what both sides say.
func (p *play) settings(t *scenario.TLS) *secure.Settings {
	return &secure.Settings{
		Trust: p.trusted(t.CA), ServerName: t.ServerName, ALPN: t.ALPN,
		Unchecked: t.Unchecked, Min: t.Min, Max: t.Max, NeedClient: t.NeedClient,
	}
}

// trusted are the authorities that a reference names, nil for none.
func (p *play) trusted(ref *scenario.CertRef) *x509.CertPool {
	switch {
	case ref == nil:
		return nil
	case ref.Cert != nil:
		return certificate.Pool(p.identities.declared[ref.Cert.Name].Root())
	}
	return certificate.Pool(ref.Trusted...)
}

// starting is what a server begins TLS with, as the first thing or later. It
// accepts nil.
func (s *server) starting(t *scenario.TLS) (config *tls.Config, err error) {
	t = cmp.Or(t, &scenario.TLS{})
	settings := s.play.settings(t)
	if settings.Identity, err = s.identity(t.Cert); err != nil {
		return nil, err
	}
	return settings.Config(), nil
}

// starting is what a client begins TLS with, as the first thing or later. It
// accepts nil.
func (c *client) starting(t *scenario.TLS, dest destination) (config *tls.Config, err error) {
	t = cmp.Or(t, &scenario.TLS{})
	settings := c.play.settings(t)
	if t.Cert != nil {
		settings.Identity = c.play.declared(t.Cert)
	}
	settings.ServerName = cmp.Or(settings.ServerName, dest.host)
	if dest.server != nil {
		err = dest.server.introduce(settings)
	}
	if settings.ServerName == "" && dest.addr.IP.IsValid() {
		settings.ServerName = dest.addr.IP.Unmap().String()
	}
	if settings.ServerName == "" && !settings.Unchecked && err == nil {
		err = errors.New("nobody knows whom to expect at a unix path: say it with server_name, or verify: false")
	}
	return settings.Config(), err
}

// declared is the identity that a client's reference names.
func (p *play) declared(ref *scenario.CertRef) *certificate.Identity {
	if ref.Cert != nil {
		return p.identities.declared[ref.Cert.Name]
	}
	return ref.Identity
}

// introduce lets a client that connects by the server's name trust what the
// server shows, and expect its name, where it says nothing else.
func (s *server) introduce(settings *secure.Settings) error {
	var roots []*x509.Certificate
	for _, ref := range s.decl.Shows(s.tls) {
		id, err := s.identity(ref)
		if err != nil {
			return err
		}
		roots = append(roots, id.Root())
		if names := id.Names(); settings.ServerName == "" && len(names) > 0 {
			settings.ServerName = names[0]
		}
	}
	if settings.Trust == nil && len(roots) > 0 {
		settings.Trust = certificate.Pool(roots...)
	}
	return nil
}

// secure makes the handshake of TLS on a connection to a destination, if there
// is to be one.
func (c *client) secure(conn *luaapi.Conn, dest destination, d host.Deadline) error {
	switch {
	case c.decl.TLS == nil && !dest.tls, c.decl.TLS != nil && c.decl.TLS.None:
		return nil
	}
	return c.handshake(conn, c.decl.TLS, dest, d)
}

// handshake makes the handshake of TLS with a destination, as the first thing or
// later.
func (c *client) handshake(conn *luaapi.Conn, t *scenario.TLS, dest destination, d host.Deadline) error {
	config, err := c.starting(t, dest)
	if err != nil {
		return err
	}
	if err := conn.Socket.Secure(config, host.TLSClient, d); err != nil {
		return handshakeError(conn.Socket, err)
	}
	return nil
}

// handshake makes the handshake of TLS, as the first thing or later.
func (s *server) handshake(conn *luaapi.Conn, t *scenario.TLS, d host.Deadline) error {
	config, err := s.starting(t)
	if err != nil {
		return err
	}
	if err := conn.Socket.Secure(config, host.TLSServer, d); err != nil {
		return handshakeError(conn.Socket, err)
	}
	return nil
}

// secure makes the handshake of TLS on a connection, if there is to be one. It
// says whether the conversation begins.
func (s *server) secure(conn *luaapi.Conn) (stands bool, err error) {
	if s.tls == nil {
		return true, nil
	}
	config, err := s.starting(s.tls)
	if err != nil {
		return false, err
	}
	from, _ := conn.Socket.Socket.PeerAddr() // when it has failed the system may no longer know
	if err = conn.Socket.Secure(config, host.TLSServer, host.Forever); err != nil {
		err = positioned.At(cmp.Or(s.tls.Pos, s.decl.Listen.Pos), handshakeError(conn.Socket, err))
	}
	if want := s.decl.HandshakeFails; want != nil {
		return false, s.mustRefuse(want, err)
	}
	if err != nil && s.isToldBy(from, err) {
		s.refusals, s.refusal = s.refusals+1, err
		return false, nil
	}
	return err == nil, err
}

// mustRefuse compares how a handshake went with the reason for which it should
// fail.
func (s *server) mustRefuse(want *scenario.ExpectedCode, err error) error {
	failed := func(format string, args ...any) error {
		return &positioned.Error{Pos: want.Pos, Failed: true, Err: fmt.Errorf(format, args...)}
	}
	switch got := steps.CodeOf(err); {
	case errors.Is(err, host.ErrEnded):
		return err
	case err == nil:
		return failed("expected the handshake to fail with %s, but it succeeded", want.Code)
	case got != want.Code:
		return failed("expected the handshake to fail with %s, but it failed with %s: %s", want.Code, got, err)
	}
	return nil
}

// isToldBy says whether a handshake has failed because a client of the scenario
// has refused: that one tells why, or has expected it.
func (s *server) isToldBy(from host.Addr, err error) bool {
	var secured *host.TLSError
	if !errors.As(err, &secured) || !secured.Remote {
		return false
	}
	caller := actorname.Base(s.play.record.Caller(from, s.addr))
	return slices.ContainsFunc(s.play.cast(), func(a *actor) bool {
		return a.name == caller && a.kind != "servers"
	})
}

// wasRefused says whether a client has failed because a server was to refuse
// it.
func (c *client) wasRefused(index int, err error) bool {
	s := c.met[index].server
	if s == nil || s.decl.HandshakeFails == nil {
		return false
	}
	if _, ok := errors.AsType[*host.TLSError](err); ok {
		return true
	}
	switch steps.CodeOf(err) {
	case "EOF", steps.CodeClosed, "ECONNRESET", "EPIPE":
		return true
	}
	return false
}
