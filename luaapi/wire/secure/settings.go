package secure

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/wire/certificate"
)

// Settings are what people say about one side of a session. The zero value is a
// client that still needs ServerName.
type Settings struct {
	Identity   *certificate.Identity // what it shows; a server needs one
	Trust      *x509.CertPool        // whom it trusts; nil for the authorities that the system knows
	ServerName string                // whom a client expects; needed unless Unchecked
	ALPN       []string              // protocols on top of TLS, the preferred first
	Unchecked  bool                  // it takes any certificate
	Min, Max   uint16                // versions; 0 for what crypto/tls takes
	NeedClient bool                  // a server takes only clients that show a certificate
}

// Config returns what crypto/tls takes, anew each time.
func (s *Settings) Config() *tls.Config {
	c := &tls.Config{
		RootCAs: s.Trust, ClientCAs: s.Trust, ServerName: s.ServerName, NextProtos: s.ALPN,
		InsecureSkipVerify: s.Unchecked, MinVersion: s.Min, MaxVersion: s.Max,
		// What crosses the wire is the same in every run, and a client that reads
		// nothing has nothing left to read.
		SessionTicketsDisabled: true, DynamicRecordSizingDisabled: true,
	}
	c.GetConfigForClient = strictALPN(c)
	if s.Identity != nil {
		c.Certificates = []tls.Certificate{s.Identity.Pair()}
		// Show it also to who trusts others: that they refuse it is for them to say.
		pair := s.Identity.Pair()
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	switch {
	case s.NeedClient && s.Unchecked:
		c.ClientAuth = tls.RequireAnyClientCert
	case s.NeedClient:
		c.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return c
}

// noProtocol is one that no client can ask for, since names are not empty.
const noProtocol = ""

// strictALPN refuses clients that ask for http/1.1 where only h2 is spoken, as
// any pair with nothing in common is: crypto/tls would go on without ALPN.
func strictALPN(c *tls.Config) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		spoken := func(name string) bool { return slices.Contains(c.NextProtos, name) }
		if len(c.NextProtos) == 0 || len(hello.SupportedProtos) == 0 || slices.ContainsFunc(hello.SupportedProtos, spoken) {
			return nil, nil
		}
		other := c.Clone()
		other.NextProtos = []string{noProtocol}
		return other, nil
	}
}

type version struct {
	name   string
	number uint16
}

// versions are those of TLS, by the names that people write.
var versions = []version{{"1.0", tls.VersionTLS10}, {"1.1", tls.VersionTLS11}, {"1.2", tls.VersionTLS12}, {"1.3", tls.VersionTLS13}}

// Version returns a version of TLS by its name. The error names those that
// there are.
func Version(name string) (uint16, error) {
	i := slices.IndexFunc(versions, func(v version) bool { return v.name == name })
	if i < 0 {
		return 0, fmt.Errorf("a version of TLS is 1.0, 1.1, 1.2 or 1.3, got %q", name)
	}
	return versions[i].number, nil
}

// VersionName is the name of a version that a handshake has agreed on.
func VersionName(number uint16) string {
	for _, v := range versions {
		if v.number == number {
			return v.name
		}
	}
	return fmt.Sprintf("%#04x", number)
}

// Describe tells what a handshake has agreed on: "TLS 1.3, ALPN h2".
func Describe(state tls.ConnectionState) string {
	parts := []string{"TLS " + VersionName(state.Version)}
	if state.NegotiatedProtocol != "" {
		parts = append(parts, "ALPN "+state.NegotiatedProtocol)
	}
	if len(state.PeerCertificates) > 0 {
		parts = append(parts, fmt.Sprintf("certificate of %q", state.PeerCertificates[0].Subject.CommonName))
	}
	return strings.Join(parts, ", ")
}
