package scenario

import (
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
)

const (
	takesCerts     = "a map from names to certificates"
	takesCert      = "the name of an entry of certs, or of a file in PEM"
	takesKey       = "the name of a file in PEM"
	takesServerTLS = "a map such as {cert: NAME}, or {} for a certificate that the server makes itself"
	takesTLS       = "a map such as {ca: NAME} or {cert: NAME}, or none"
	takesStartTLS  = "a map such as {cert: NAME} or {ca: NAME}, or nothing"
	takesNames     = "a list of host names and addresses such as [localhost, 127.0.0.1]"
	takesProtocols = "a list of protocols such as [h2, http/1.1]"
	takesVersion   = "1.2 or 1.3, or one of the old 1.0 and 1.1"
	takesRequire   = "require"
	takesAge       = "a duration such as 1h, or -1h for one that has expired"
)

const certDoc = "A throw-away certificate, which is made when the scenario starts, with a key of its own (Ed25519). For programs it is written to vars.tmp/NAME.pem, with its issuers but for the one at the end of the chain, and its key to vars.tmp/NAME.key."

// refusedExample shows how a peer is refused, in the reference of both sides'
// words.
const refusedExample = `name: a certificate that has expired is refused
certs: {ca: {ca: true}, bad: {issuer: ca, not_after: -1h}}
servers:
  s: {listen: "tls://127.0.0.1:0", tls: {cert: bad}, handshake_fails: TLS_ALERT}
clients:
  a: {tls: {ca: ca}, steps: [{connect: s, fails: TLS_EXPIRED}]}`

// certTable declares an entry of certs.
func certTable() table[certParts] {
	return table[certParts]{topic: "certs", what: "a certificate", doc: certDoc, example: refusedExample, keys: []key[certParts]{
		{name: "names", takes: takesNames, doc: "Whom it is for: host names and addresses.",
			otherwise: "localhost, 127.0.0.1 and ::1", example: "names: [example.com, 127.0.0.1]",
			decode: func(d *decoder, v value, p *certParts) { p.cert.Names = d.names(v) }},
		{name: "ca", takes: takesBool, doc: "Whether it is an authority, which may issue others.",
			otherwise: "false", example: "ca: true",
			decode: func(d *decoder, v value, p *certParts) { p.cert.CA = d.boolean(v) }},
		{name: "issuer", takes: "the name of an entry of certs with ca: true", doc: "Who has issued it. Whoever trusts the issuer trusts it too.",
			otherwise: "it has signed itself", example: "issuer: ca",
			decode: func(d *decoder, v value, p *certParts) { p.issuer = &v }},
		{name: "not_after", takes: takesAge, doc: "For how long it is valid from the start of the scenario; a negative duration makes one that has expired.",
			otherwise: "24h", example: "not_after: -1h",
			decode: func(d *decoder, v value, p *certParts) { p.cert.NotAfter = d.age(v) }},
	}}
}

// certParts is a certificate on its way: issuers are known when all are.
type certParts struct {
	cert   Cert
	issuer *value
}

// declareCerts decodes the certificates that others use by name.
func (d *decoder) declareCerts(v value) {
	var all []*certParts
	d.named(v, "a certificate", func(name string, at Pos, element value) {
		element.takes = "a map such as {names: [localhost]}"
		p := &certParts{cert: Cert{Name: name, Pos: at}}
		d.tables.cert().decode(d, element, at, p)
		d.scenario.Certs, all = append(d.scenario.Certs, &p.cert), append(all, p)
	})
	for _, p := range all {
		d.issue(p)
	}
}

// issue finds the issuer of a certificate.
func (d *decoder) issue(p *certParts) {
	if p.issuer == nil {
		return
	}
	defer d.about("certs.issuer")()
	name := d.text(*p.issuer)
	issuer := d.scenario.cert(name)
	switch {
	case name == "":
	case issuer == nil:
		d.fail(p.issuer.pos, "no certificate is named %s: %s", quoteName(name), suggestion(name, d.certNames()))
	case !issuer.CA:
		d.fail(p.issuer.pos, "%s may issue none: it is no authority", quoteName(name)).Hint = "give it ca: true"
	case isIssuedBy(issuer, &p.cert):
		d.fail(p.issuer.pos, "%s would be its own issuer", quoteName(p.cert.Name)).Hint = "leave issuer out for a certificate that has signed itself"
	default:
		p.cert.Issuer = issuer
	}
}

func isIssuedBy(c, by *Cert) bool {
	for ; c != nil; c = c.Issuer {
		if c == by {
			return true
		}
	}
	return false
}

// cert returns the certificate of a name, or nil.
func (s *Scenario) cert(name string) *Cert {
	i := slices.IndexFunc(s.Certs, func(c *Cert) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return s.Certs[i]
}

func (d *decoder) certNames() (names []string) {
	for _, c := range d.scenario.Certs {
		names = append(names, c.Name)
	}
	return names
}

// names takes a list of texts, at least one.
func (d *decoder) names(v value) (list []string) {
	d.each(v, func(element value) { list = append(list, d.literal(element)) })
	if v.kind == listNode && len(v.list) == 0 {
		d.fail(v.pos, "%s is empty", v.key)
	}
	return list
}

// literal takes text that is known before anything runs.
func (d *decoder) literal(v value) string {
	text := d.title(v)
	if strings.Contains(text, "{{") && !v.lua {
		d.fail(v.pos, "%s cannot hold {{ }}: it is known before anything runs", v.key)
		return ""
	}
	return text
}

// age takes a duration that may be negative, and is not 0.
func (d *decoder) age(v value) time.Duration {
	t, err := time.ParseDuration(v.text)
	if err != nil || t >= 0 || v.kind != scalarNode {
		return d.duration(v, 1)
	}
	return t
}

const tlsDoc = "What one side of a connection says about TLS; all of it may be left out. A server shows a certificate, its own throw-away one unless cert names another. A client that connects to a server by its name trusts what the server shows and expects its first name; any other client trusts whom the system trusts, and expects the host that it connects to. Where one side is to refuse the other, both say so: a client's step with fails, a server with handshake_fails. Who refuses has the code that says why, the other side has TLS_ALERT; but TLS_VERSION is the code of both."

// tlsTable declares the value of tls and starttls.
func tlsTable() table[tlsParts] {
	return table[tlsParts]{topic: "tls", what: "tls", doc: tlsDoc, example: refusedExample, keys: []key[tlsParts]{
		{name: "cert", takes: takesCert, doc: "What this side shows: an entry of certs, or a file in PEM with what it needs of its chain. A client shows nothing unless it has one.",
			otherwise: "a server makes one for localhost, 127.0.0.1 and ::1", example: "cert: good",
			decode: func(d *decoder, v value, p *tlsParts) { p.cert = &v }},
		{name: "key", takes: takesKey, doc: "The private key of a cert that is a file. It is shown nowhere.",
			otherwise: "it is in the file of cert", example: "key: server.key",
			decode: func(d *decoder, v value, p *tlsParts) { p.key = &v }},
		{name: "ca", takes: takesCert, doc: "Whom this side trusts. A client checks the server by it, a server with client_cert the client.",
			otherwise: "what the server of this file shows, else whom the system trusts", example: "ca: ca",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.CA = d.trusted(v) }},
		{name: "server_name", takes: takesText, doc: "Whom a client expects, and names to the server.",
			otherwise: "the first name of what the server of this file shows, else the host that it connects to", example: "server_name: example.com",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.ServerName = d.literal(v) }},
		{name: "alpn", takes: takesProtocols, doc: "Protocols on top of TLS, the preferred first.",
			otherwise: "none", example: "alpn: [h2, http/1.1]",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.ALPN = d.names(v) }},
		{name: "verify", takes: takesBool, doc: "Whether the certificate of the other side is checked.",
			otherwise: "true", example: "verify: false",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.Unchecked = !d.boolean(v) }},
		{name: "min_version", takes: takesVersion, doc: "The oldest version of TLS that is taken.",
			otherwise: "1.2", example: "min_version: 1.3",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.Min = d.tlsVersion(v) }},
		{name: "max_version", takes: takesVersion, doc: "The newest version of TLS that is taken.",
			otherwise: "1.3", example: "max_version: 1.2",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.Max = d.tlsVersion(v) }},
		{name: "client_cert", takes: takesRequire, doc: "Lets a server take only clients that show a certificate which ca has issued. With TLS 1.3 a client learns that it is refused when it next receives.",
			otherwise: "clients need none", example: "client_cert: require",
			decode: func(d *decoder, v value, p *tlsParts) { p.tls.NeedClient = d.require(v) }},
	}, moved: map[string]string{
		"server_side": "who has accepted the connection is the server",
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
			d.fail(e.key.pos, "`server_name` is whom a client expects").about("tls.server_name").Hint = "what a server is called stands in its certificate: certs: {NAME: {names: […]}}"
		}
	}
	if !client && t.NeedClient && v.find("ca") == nil && !t.Unchecked {
		d.fail(v.find("client_cert").key.pos, "`client_cert` needs `ca`, by which the certificates of clients are checked").about("tls.client_cert")
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
			d.fail(v.pos, "no certificate is named %s: %s", quoteName(name), suggestion(name, d.certNames())).Hint = "certificates are declared under certs:, a file is named like " + name + ".pem"
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
		d.fail(v.pos, "cannot read the file %s: %s", printable(display), err).Hint = "the name of a file counts from the folder of the scenario file"
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
