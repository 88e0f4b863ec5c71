// Package certificate makes throw-away certificates and reads those that are
// there. What it holds of keys it shows to nobody but crypto/tls and the file
// that they are written to.
package certificate

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
)

// Identity is a certificate with the chain of those who have issued it, its own
// first, and its key. It is not changed once it is made, and may be used by
// several goroutines.
type Identity struct {
	pair tls.Certificate
	all  []*x509.Certificate // as pair.Certificate
}

func identity(chain [][]byte, key crypto.PrivateKey) (*Identity, error) {
	id := &Identity{pair: tls.Certificate{Certificate: chain, PrivateKey: key}}
	return id, id.parse()
}

func (id *Identity) parse() error {
	for _, der := range id.pair.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		id.all = append(id.all, c)
	}
	id.pair.Leaf = id.all[0]
	return nil
}

// Read reads a certificate with its chain and its key, both PEM. The error
// shows nothing of either.
func Read(certificate, key []byte) (*Identity, error) {
	if _, err := Certificates(certificate); err != nil {
		return nil, err
	}
	if !hasKey(key) {
		return nil, errors.New("there is no private key in PEM: it begins with a line such as -----BEGIN PRIVATE KEY-----")
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, errors.New("the private key is damaged, of an unknown kind, or that of another certificate")
	}
	id := &Identity{pair: pair}
	return id, id.parse()
}

func hasKey(text []byte) bool {
	return bytes.Contains(text, []byte("PRIVATE KEY-----"))
}

// Certificates reads all certificates of a PEM text. It fails when one is damaged, or
// when there is none.
func Certificates(text []byte) (all []*x509.Certificate, err error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d is damaged: %w", len(all)+1, err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("there is no certificate in PEM: it begins with the line -----BEGIN CERTIFICATE-----")
	}
	return all, nil
}

// Pool returns the authorities that these certificates are.
func Pool(all ...*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range all {
		pool.AddCert(c)
	}
	return pool
}

// Pair is the identity as crypto/tls takes it.
func (id *Identity) Pair() tls.Certificate { return id.pair }

// Leaf is its own certificate.
func (id *Identity) Leaf() *x509.Certificate { return id.all[0] }

// Root is the last certificate of the chain, by which others know the identity:
// that of the authority, or its own.
func (id *Identity) Root() *x509.Certificate { return id.all[len(id.all)-1] }

// Names are those that the certificate is for, addresses last.
func (id *Identity) Names() []string { return Names(id.Leaf()) }

// Names are those that a certificate is for, addresses last.
func Names(c *x509.Certificate) []string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

// PEM is the certificate with its chain, but for the authority at its end,
// which whoever checks it must have by other means.
func (id *Identity) PEM() []byte {
	chain := id.pair.Certificate
	if len(chain) > 1 {
		chain = chain[:len(chain)-1]
	}
	var text []byte
	for _, der := range chain {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return text
}

// KeyPEM is the private key, for a file.
func (id *Identity) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(id.pair.PrivateKey)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// String names the identity, and shows no key.
func (id *Identity) String() string { return fmt.Sprintf("%q", id.Leaf().Subject.CommonName) }

// GoString is String: a key is not shown by any verb.
func (id *Identity) GoString() string { return id.String() }
