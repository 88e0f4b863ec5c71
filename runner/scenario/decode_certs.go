package scenario

import (
	"slices"
	"strings"
	"time"
)

const (
	takesCerts = "a map from names to certificates"
	takesNames = "a list of host names and addresses such as [localhost, 127.0.0.1]"
	takesAge   = "a duration such as 1h, or -1h for one that has expired"
)

const certDoc = "A throw-away certificate with a key of its own (Ed25519), made when the scenario starts. For programs it is written to vars.tmp/NAME.pem, together with its chain except the root, and its key to vars.tmp/NAME.key."

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
		{name: "names", takes: takesNames, doc: "The host names and addresses that it is valid for.",
			otherwise: "localhost, 127.0.0.1 and ::1", example: "names: [example.com, 127.0.0.1]",
			decode: func(d *decoder, v value, p *certParts) { p.cert.Names = d.names(v) }},
		{name: "ca", takes: takesBool, doc: "Whether it is a certificate authority, which may issue others.",
			otherwise: "false", example: "ca: true",
			decode: func(d *decoder, v value, p *certParts) { p.cert.CA = d.boolean(v) }},
		{name: "issuer", takes: "the name of an entry of certs with ca: true", doc: "The certificate that issued it. Whoever trusts the issuer trusts this one too.",
			otherwise: "it has signed itself", example: "issuer: ca",
			decode: func(d *decoder, v value, p *certParts) { p.issuer = &v }},
		{name: "not_after", takes: takesAge, doc: "How long it is valid from the start of the scenario; a negative duration makes an expired one.",
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
		d.fail(p.issuer.pos, "%s cannot issue certificates: it is not an authority", quoteName(name)).Hint = "give it ca: true"
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
