package tls

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
	"sockrun/luaapi/wire/stream"
)

// maxFile bounds what is read of a certificate or a key, in bytes.
const maxFile = 1 << 20

// options reads the table in argument i. server is what the socket is unless
// the table says it.
func options(c bind.Call, i int, conn *stream.Conn, server bool) (*secure.Settings, bool) {
	c.Options(i, "server_side", "cert", "key", "ca", "server_name", "alpn", "verify", "min_version", "max_version", "client_cert")
	if v := c.Option(i, "server_side"); v != lua.LNil {
		server = lua.LVAsBool(v)
	}
	s := &secure.Settings{
		Identity: identityOption(c, i), ServerName: c.OptionString(i, "server_name"), ALPN: listOption(c, i, "alpn"),
		Unchecked: c.Option(i, "verify") == lua.LFalse, Min: versionOption(c, i, "min_version"), Max: versionOption(c, i, "max_version"),
		NeedClient: clientCert(c, i),
	}
	if trusted := trustOption(c, i); trusted != nil {
		s.Trust = certificate.Pool(trusted...)
	}
	if server {
		checkServer(c, s)
	} else {
		checkClient(c, s, conn)
	}
	return s, server
}

func checkServer(c bind.Call, s *secure.Settings) {
	if s.Identity == nil {
		c.Raise("a server needs cert: tls.self_signed{names = {…}} makes one")
	}
	if s.NeedClient && s.Trust == nil && !s.Unchecked {
		c.Raise("client_cert needs ca, against which the certificates of clients are checked")
	}
}

func checkClient(c bind.Call, s *secure.Settings, conn *stream.Conn) {
	if s.NeedClient {
		c.Raise("client_cert is for servers: server_side = true")
	}
	if s.ServerName != "" || s.Unchecked {
		return
	}
	peer, err := conn.Socket.PeerAddr()
	if err != nil || !peer.IP.IsValid() {
		c.Raise("a client needs server_name, the name that the certificate of the server is for, or verify = false")
	}
	s.ServerName = peer.IP.Unmap().String()
}

// identityOption is what cert and key say, nil for none.
func identityOption(c bind.Call, i int) *certificate.Identity {
	switch v := c.Option(i, "cert").(type) {
	case *lua.LNilType:
		if c.Option(i, "key") != lua.LNil {
			c.Raise("key needs cert")
		}
		return nil
	case *lua.LUserData:
		if id, ok := v.Value.(*certificate.Identity); ok {
			return id
		}
	case lua.LString:
		key := c.Option(i, "key")
		if key == lua.LNil {
			key = v // both may be in one
		}
		return identityOf(c, v, key)
	}
	c.Raise("cert must be a certificate, PEM text or the name of a file, got %s", kind(c.Option(i, "cert")))
	return nil
}

func identityOf(c bind.Call, cert lua.LString, key lua.LValue) *certificate.Identity {
	secret, ok := key.(lua.LString)
	if !ok {
		c.Raise("key must be PEM text or the name of a file, got %s", kind(key))
	}
	id, err := certificate.Read(content(c, cert, string(cert)), content(c, secret, "key"))
	if err != nil {
		c.Raise("cert and key: %s", err)
	}
	return id
}

// trustOption is what ca says, nil for nothing.
func trustOption(c bind.Call, i int) []*x509.Certificate {
	switch v := c.Option(i, "ca").(type) {
	case *lua.LNilType:
		return nil
	case *lua.LUserData:
		if id, ok := v.Value.(*certificate.Identity); ok {
			return []*x509.Certificate{id.Root()}
		}
	case lua.LString:
		all, err := certificate.Certificates(content(c, v, string(v)))
		if err != nil {
			c.Raise("ca: %s", err)
		}
		return all
	}
	c.Raise("ca must be a certificate, PEM text or the name of a file, got %s", kind(c.Option(i, "ca")))
	return nil
}

// kind says of which type a value is, and nothing of what it holds.
func kind(v lua.LValue) string {
	if _, isText := v.(lua.LString); isText {
		return "a string"
	}
	return bind.Describe(v)
}

// content is PEM text as it is, or that of a file, which errors call shown: what
// was to be a key may be one in another form.
func content(c bind.Call, v lua.LString, shown string) []byte {
	if strings.Contains(string(v), "-----BEGIN ") {
		return []byte(v)
	}
	text, err := iolib.ReadFile(c.S, string(v), maxFile)
	if err != nil {
		op, bare := nameless(err)
		c.Error("", "", 0, host.NewError(op, shown, 0, bare))
	}
	return text
}

// nameless is an error without the name of a file, and what has failed.
func nameless(err error) (op string, bare error) {
	if named, ok := errors.AsType[*fs.PathError](err); ok {
		return named.Op, named.Err
	}
	return "open", err
}

func listOption(c bind.Call, i int, key string) (list []string) {
	v := c.Option(i, key)
	t, ok := v.(*lua.LTable)
	if v != lua.LNil && !ok {
		c.Raise("%s must be a list of strings, got %s", key, bind.Describe(v))
	}
	for n := 1; ok && n <= t.Len(); n++ {
		text, isText := t.RawGetInt(n).(lua.LString)
		if !isText {
			c.Raise("%s must be a list of strings, got %s in it", key, bind.Describe(t.RawGetInt(n)))
		}
		list = append(list, string(text))
	}
	return list
}

func versionOption(c bind.Call, i int, key string) uint16 {
	v := c.Option(i, key)
	if v == lua.LNil {
		return 0
	}
	text, ok := bind.Text(v)
	if !ok {
		c.Raise("%s must be a text such as \"1.3\", got %s", key, bind.Describe(v))
	}
	number, err := secure.Version(text)
	if err != nil {
		c.Raise("%s: %s", key, err)
	}
	return number
}

func clientCert(c bind.Call, i int) bool {
	v := c.Option(i, "client_cert")
	if v != lua.LNil && v != lua.LString("require") {
		c.Raise(`client_cert must be "require", got %s`, bind.Describe(v))
	}
	return v != lua.LNil
}
