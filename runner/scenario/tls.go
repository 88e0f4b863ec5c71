package scenario

import (
	"crypto/x509"
	"time"

	"sockrun/luaapi/wire/certificate"
)

// Cert is a throw-away certificate, which is made when the scenario starts.
type Cert struct {
	Name     string
	Pos      Pos // of the name
	CA       bool
	Issuer   *Cert    // nil when it signs itself
	Names    []string // those that it is for; none for those of loopback
	NotAfter time.Duration
}

// TLS is what one side of a connection says about TLS. Where it says nothing,
// what the other side is decides.
type TLS struct {
	Pos        Pos
	None       bool     // there is none, even where it would be inherited
	Cert       *CertRef // what it shows
	CA         *CertRef // whom it trusts
	ServerName string
	ALPN       []string
	Unchecked  bool   // it takes any certificate
	Min, Max   uint16 // versions, 0 for what is usual
	NeedClient bool   // only clients with a certificate are taken

	node value // of a step, which both sides may have
}

// ExpectedCode is the code with which something must fail.
type ExpectedCode struct {
	Pos  Pos
	Code string
}

// CertRef names a certificate: one of certs, one from files, or an object of a
// Lua scenario.
type CertRef struct {
	Pos      Pos
	Cert     *Cert                 // nil for what is not among certs
	Identity *certificate.Identity // of cert, when Cert is nil
	Trusted  []*x509.Certificate   // of ca, when Cert is nil
}

// IsTLS says whether connections of the endpoint begin with TLS.
func (e Endpoint) IsTLS() bool { return e.Network == "tls" }

// Shows are what a server shows to those who connect, which begin with TLS as
// first says unless that is nil: that of first, and those of its steps starttls.
// There is nil among them for one that it makes itself.
func (s *Server) Shows(first *TLS) (list []*CertRef) {
	if first != nil {
		list = append(list, first.Cert)
	}
	for _, steps := range s.conversations() {
		list = append(list, shownIn(steps)...)
	}
	return list
}

func shownIn(steps []*Step) (list []*CertRef) {
	for _, step := range steps {
		if step.Verb == VerbStartTLS {
			list = append(list, step.TLS.cert())
		}
		list = append(list, shownIn(step.Nested())...)
	}
	return list
}

// cert accepts nil.
func (t *TLS) cert() *CertRef {
	if t == nil {
		return nil
	}
	return t.Cert
}
