package certificate

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"
)

// lifetime is how long a certificate is valid that names no end.
const lifetime = 24 * time.Hour

// Loopback are the names of a certificate that names nobody.
func Loopback() []string { return []string{"localhost", "127.0.0.1", "::1"} }

// Template says what a certificate is to be.
type Template struct {
	Subject  string    // its common name
	Names    []string  // whom it is for: host names and addresses; those of Loopback when nil, unless it is a CA
	CA       bool      // whether it may issue others
	Issuer   *Identity // who signs it; nil for itself
	NotAfter time.Time // until when it is valid; a day from now when zero
}

// Make makes a certificate with a key of its own, Ed25519: its size does not
// change from run to run, and neither do those of the signatures made with it.
// It fails when the issuer is no CA.
func Make(t Template, now time.Time) (*Identity, error) {
	if t.Issuer != nil && !t.Issuer.Leaf().IsCA {
		return nil, fmt.Errorf("the issuer %s is no authority: it needs ca = true", t.Issuer)
	}
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	own := t.x509(public, now)
	parent, signer, chain := own, any(key), [][]byte(nil)
	if t.Issuer != nil {
		parent, signer, chain = t.Issuer.Leaf(), t.Issuer.pair.PrivateKey, t.Issuer.pair.Certificate
	}
	der, err := x509.CreateCertificate(rand.Reader, own, parent, public, signer)
	if err != nil {
		return nil, err
	}
	return identity(append([][]byte{der}, chain...), key)
}

// x509 is the template as the library takes it. The serial number has the same
// length in every run.
func (t *Template) x509(public ed25519.PublicKey, now time.Time) *x509.Certificate {
	id := sha256.Sum256(public)
	id[0] = id[0]&0x3f | 0x40
	end := t.NotAfter
	if end.IsZero() {
		end = now.Add(lifetime)
	}
	start := now
	if end.Before(start) {
		start = end
	}
	c := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(id[:16]),
		Subject:      pkix.Name{CommonName: t.Subject},
		NotBefore:    start.Add(-lifetime), NotAfter: end,
		IsCA: t.CA, BasicConstraintsValid: true,
		SubjectKeyId: id[:20],
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if t.CA {
		c.KeyUsage |= x509.KeyUsageCertSign
		c.ExtKeyUsage = nil
	}
	c.IPAddresses, c.DNSNames = t.subjects()
	return c
}

// subjects are the addresses and the names that the certificate is for.
func (t *Template) subjects() (ips []net.IP, names []string) {
	all := t.Names
	if all == nil && !t.CA {
		all = Loopback()
	}
	for _, name := range all {
		if ip := net.ParseIP(name); ip != nil {
			ips = append(ips, ip)
		} else {
			names = append(names, name)
		}
	}
	return ips, names
}
