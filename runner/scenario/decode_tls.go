package scenario

import (
	"crypto/x509"
	"strings"

	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
)

const (
	takesCert      = "the name of an entry of certs, or of a file in PEM"
	takesKey       = "the name of a file in PEM"
	takesServerTLS = "a map such as {cert: NAME}, or {} for a certificate that the server makes itself"
	takesTLS       = "a map such as {ca: NAME} or {cert: NAME}, or none"
	takesStartTLS  = "a map such as {cert: NAME} or {ca: NAME}, or nothing"
	takesProtocols = "a list of protocols such as [h2, http/1.1]"
	takesVersion   = "1.2 or 1.3, or one of the old 1.0 and 1.1"
	takesRequire   = "require"
)

const tlsDoc = "TLS settings for one side of a connection; all of them are optional. A server presents a certificate: a throw-away one of its own, unless cert names another. A client that connects to a server by its name trusts that server's certificate and expects its first name; any other client trusts the system's authorities and expects the host that it connects to. To test that one side refuses the other, say so on both sides: fails on the client's step, handshake_fails on the server. The side that refuses gets the code that says why, the other side gets TLS_ALERT; TLS_VERSION is the code of both."

// tlsTable declares the value of tls and starttls.
func tlsTable() table[tlsParts] {
	return table[tlsParts]{topic: "tls", what: "tls", doc: tlsDoc, example: refusedExample, keys: []key[tlsParts]{
		{name: "cert", takes: takesCert, doc: "The certificate of this side: an entry of certs, or a PEM file that includes the chain. A client without it presents none.",
			otherwise: "a server makes one for localhost, 127.0.0.1 and ::1", example: "cert: good",
			decode: func(d *decoder, v value, p *tlsParts) { p.cert = &v }},
		{name: "key", takes: takesKey, doc: "The private key, if cert is a file. It never appears in reports.",
			otherwise: "it is in the file of cert", example: "key: server.key",
			decode: func(d *decoder, v value, p *tlsParts) { p.key = &v }},
		{name: "ca", takes: takesCert, doc: "The authority that this side trusts. A client checks the server against it; a server with client_cert, the client.",
			otherwise: "what the server of this file shows, else whom the system trusts", example: "ca: ca",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.CA = d.trusted(v) }},
		{name: "server_name", takes: takesText, doc: "The server name that a client expects, and sends to the server (SNI).",
			otherwise: "the first name in the certificate of a server of this scenario, otherwise the host that it connects to", example: "server_name: example.com",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.ServerName = d.literal(v) }},
		{name: "alpn", takes: takesProtocols, doc: "Application protocols to negotiate (ALPN), the preferred one first.",
			otherwise: "none", example: "alpn: [h2, http/1.1]",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.ALPN = d.names(v) }},
		{name: "verify", takes: takesBool, doc: "Whether to check the certificate of the other side.",
			otherwise: "true", example: "verify: false",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.Unchecked = !d.boolean(v) }},
		{name: "min_version", takes: takesVersion, doc: "The oldest version of TLS to accept.",
			otherwise: "1.2", example: "min_version: 1.3",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.Min = d.tlsVersion(v) }},
		{name: "max_version", takes: takesVersion, doc: "The newest version of TLS to accept.",
			otherwise: "1.3", example: "max_version: 1.2",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.Max = d.tlsVersion(v) }},
		{name: "client_cert", takes: takesRequire, doc: "Makes a server accept only clients whose certificate was issued by ca. With TLS 1.3 a client learns that it was refused when it next receives.",
			otherwise: "clients need none", example: "client_cert: require",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.NeedClient = d.require(v) }},
	}, moved: map[string]string{
		"server_side": "the side that accepted the connection is the server",
		"names":       "names belong to an entry of certs",
		"not_after":   "not_after belongs to an entry of certs",
		"issuer":      "issuer belongs to an entry of certs",
	}}
}

// tlsParts is a tls on its way: cert needs key.
type tlsParts struct {
	tls       TLS
	cert, key *value
}

// tls takes what one side says of TLS. client says that it connects.
func (d *decoder) tls(v value, client bool) *TLS {
	p := &tlsParts{tls: TLS{Pos: v.pos}}
	if client && v.kind == scalarNode && v.text == string(FrameNone) {
		p.tls.None = true
		return &p.tls
	}
	if d.tables.tls().decode(d, v, v.pos, p) {
		d.shown(p)
		d.checkVersions(v, &p.tls)
		d.checkSide(v, &p.tls, client)
	}
	return &p.tls
}

// startTLS takes the value of a step, which may be nothing.
func (d *decoder) startTLS(v value) *TLS {
	if v.isNull() || v.isTrue() {
		return nil
	}
	p := &tlsParts{tls: TLS{Pos: v.pos}}
	if d.tables.tls().decode(d, v, v.pos, p) {
		d.shown(p)
		d.checkVersions(v, &p.tls)
		p.tls.node = v
	}
	return &p.tls
}

// checkSide reports keys that are for the other side.
func (d *decoder) checkSide(v value, t *TLS, client bool) {
	defer d.about("tls")()
	for _, e := range v.entries {
		switch {
		case client && e.key.text == "client_cert":
			d.fail(e.key.pos, "`client_cert` is what a server asks for").about("tls.client_cert").Hint = "a client shows its certificate with cert"
		case !client && e.key.text == "server_name":
			d.fail(e.key.pos, "`server_name` is for clients: the name that they expect").about("tls.server_name").Hint = "a server's names are in its certificate: certs: {NAME: {names: […]}}"
		}
	}
	if !client && t.NeedClient && v.find("ca") == nil && !t.Unchecked {
		d.fail(v.find("client_cert").key.pos, "`client_cert` needs `ca`, against which the certificates of clients are checked").about("tls.client_cert")
	}
}

func (d *decoder) checkVersions(v value, t *TLS) {
	if t.Min > 0 && t.Max > 0 && t.Min > t.Max {
		d.fail(v.find("max_version").value.pos, "max_version is older than min_version").about("tls.max_version")
	}
}

func (d *decoder) tlsVersion(v value) uint16 {
	if !d.scalar(v) {
		return 0
	}
	number, err := secure.Version(v.text)
	if err != nil {
		d.wrongType(v)
	}
	return number
}

func (d *decoder) require(v value) bool {
	if v.kind != scalarNode || v.text != takesRequire {
		d.wrongType(v)
	}
	return true
}

// shown decodes cert and key, which belong together.
func (d *decoder) shown(p *tlsParts) {
	switch {
	case p.cert == nil && p.key != nil:
		d.fail(p.key.pos, "`key` needs `cert`").about("tls.key")
	case p.cert != nil:
		p.tls.Cert = d.shownBy(*p.cert, p.key)
	}
}

func (d *decoder) shownBy(v value, key *value) *CertRef {
	defer d.about("tls.cert")()
	if id, ok := v.object.(*certificate.Identity); ok {
		return &CertRef{Pos: v.pos, Identity: id}
	}
	ref := d.certNamed(v)
	if ref != nil {
		if key != nil {
			d.fail(key.pos, "the key of %s is made with it: leave `key` out", quoteName(v.text)).about("tls.key")
		}
		return ref
	}
	text := d.pem(v)
	secret := text
	if key != nil {
		secret = d.pem(*key)
	}
	if text == nil || secret == nil {
		return nil
	}
	id, err := certificate.Read(text, secret)
	if err != nil {
		d.fail(v.pos, "%s", err)
	}
	return &CertRef{Pos: v.pos, Identity: id}
}

// trusted decodes ca.
func (d *decoder) trusted(v value) *CertRef {
	if id, ok := v.object.(*certificate.Identity); ok {
		return &CertRef{Pos: v.pos, Trusted: []*x509.Certificate{id.Root()}}
	}
	if ref := d.certNamed(v); ref != nil {
		return ref
	}
	text := d.pem(v)
	if text == nil {
		return nil
	}
	all, err := certificate.Certificates(text)
	if err != nil {
		d.fail(v.pos, "%s", err)
	}
	return &CertRef{Pos: v.pos, Trusted: all}
}

// certNamed is the entry of certs that a value names, nil when it names none.
func (d *decoder) certNamed(v value) *CertRef {
	if v.kind != scalarNode {
		return nil
	}
	if c := d.scenario.cert(v.text); c != nil {
		return &CertRef{Pos: v.pos, Cert: c}
	}
	return nil
}

// pem reads a file in PEM. It returns nil after an error.
func (d *decoder) pem(v value) []byte {
	name := d.literal(v)
	switch {
	case name == "":
		return nil
	case strings.Contains(name, "-----BEGIN ") && v.lua:
		return []byte(name)
	case strings.Contains(name, "-----BEGIN "):
		d.fail(v.pos, "%s must be the name of a file, not what stands in it", v.key)
		return nil
	}
	if !strings.ContainsAny(name, "./") {
		if !d.namesMissing {
			d.fail(v.pos, "no certificate is named %s: %s", quoteName(name), suggestion(name, d.certNames())).Hint = "declare certificates under certs:; a file has a name like " + name + ".pem"
		}
		return nil
	}
	path, display := d.beside(name)
	if err := d.options.refuses(path); err != nil {
		d.refused(v, err)
		return nil
	}
	text, err := d.options.read(path, maxScript)
	if err != nil {
		d.fail(v.pos, "cannot read the file %s: %s", printable(display), err).Hint = "the path is relative to the folder of the scenario file"
		return nil
	}
	return text
}

// checkTLS reports TLS where there is none to be had.
func (s *Server) checkTLS(d *decoder) {
	e := s.Listen
	if e.Template != nil || e.Network == "" {
		return
	}
	if s.TLS != nil && !e.IsStream() {
		d.fail(s.TLS.Pos, "TLS is for streams, and the server listens on %s", e.Network).about("servers.tls")
	}
	if s.HandshakeFails != nil && s.TLS == nil && !e.IsTLS() {
		d.fail(s.HandshakeFails.Pos, "there is no handshake that could fail: the server has neither `tls` nor listen: tls://").about("servers.handshake_fails")
	}
}

// checkStartTLS reports a step starttls that does not fit its side.
func (d *decoder) checkStartTLS(s *Step, at course, client *Client) {
	if at.wire == datagrams {
		d.fail(s.Pos, "TLS is for streams, and these are datagrams").about("steps.starttls")
	}
	if s.TLS != nil && s.TLS.node.node != nil {
		d.checkSide(s.TLS.node, s.TLS, client != nil)
	}
}
