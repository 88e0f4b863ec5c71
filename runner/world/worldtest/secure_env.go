package worldtest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"sync"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
)

// identities are those of the tests' servers and of strangers.
var identities = sync.OnceValues(func() (own, other *certificate.Identity) {
	made := func(name string) *certificate.Identity {
		id, err := certificate.Make(certificate.Template{Subject: name, Names: []string{"localhost"}}, time.Now())
		if err != nil {
			panic(err)
		}
		return id
	}
	return made("own"), made("other")
})

// settings are those of a server and of a client that trusts it.
func settings() (server, client *secure.Settings) {
	own, _ := identities()
	return &secure.Settings{Identity: own}, &secure.Settings{Trust: certificate.Pool(own.Root()), ServerName: "localhost"}
}

// config is what the settings say, with a clock that every world has: virtual
// ones begin at another time.
func config(s *secure.Settings) *tls.Config {
	c := s.Config()
	c.Time = time.Now
	return c
}

// secure makes the handshake between the ends of a connection.
func (e *env) secure(client, server host.Socket) {
	e.t.Helper()
	atServer, atClient := settings()
	errServer, errClient := e.handshake(client, server, atClient, atServer)
	e.must("handshake of the server", errServer)
	e.must("handshake of the client", errClient)
}

func (e *env) handshake(client, server host.Socket, atClient, atServer *secure.Settings) (errServer, errClient error) {
	e.t.Helper()
	join := e.spawn("handshake", func() { errServer = e.side(server, atServer, host.TLSServer) })
	errClient = e.side(client, atClient, host.TLSClient)
	join()
	return errServer, errClient
}

// side is one side of a handshake. Of a failure the other hears by the next
// call.
func (e *env) side(s host.Socket, with *secure.Settings, as host.TLSSide) error {
	err := s.(host.Securable).Secure(config(with), as, e.soon())
	if err != nil {
		_, after := s.Send(nil, 0, e.soon())
		e.equal("a call after that", after, err)
	}
	return err
}

// plainPair returns both ends of a connection that is not encrypted.
func (e *env) plainPair() (client, server host.Socket) {
	e.secured = false
	defer func() { e.secured = true }()
	return e.pair()
}

// wantCode requires an error of TLS.
func (e *env) wantCode(op string, err error, code string) {
	e.t.Helper()
	var failed *host.TLSError
	if !errors.As(err, &failed) || failed.Code != code {
		e.fatalf("%s: got error %v, want code %s", op, err, code)
	}
}

// relayed is a connection over two sockets between which everything is copied.
type relayed struct {
	client, server host.Socket
	wires          [2]host.Socket  // the inner ends
	seen           [2]bytes.Buffer // what has crossed, by the end that it came to
	joins          []func()
}

func (e *env) relay() *relayed {
	client, wire := e.plainPair()
	near, server := e.plainPair()
	r := &relayed{client: client, server: server, wires: [2]host.Socket{wire, near}}
	for i, from := range r.wires {
		r.joins = append(r.joins, e.spawn("relay", func() { e.forward(from, r.wires[1-i], &r.seen[i]) }))
	}
	return r
}

func (e *env) forward(from, to host.Socket, seen *bytes.Buffer) {
	for buf := make([]byte, 32<<10); ; {
		n, err := from.Recv(buf, 0, e.soon())
		seen.Write(buf[:n])
		if err == nil && n > 0 {
			_, err = to.Send(buf[:n], 0, e.soon())
		}
		if n == 0 || err != nil {
			to.Shutdown(host.ShutWrite)
			return
		}
	}
}

func (r *relayed) join() {
	for _, join := range r.joins {
		join()
	}
}
