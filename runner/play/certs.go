package play

import (
	"os"
	"path/filepath"
	"sync"

	"sockrun/luaapi/wire/certificate"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// identities are the throw-away certificates of a scenario.
type identities struct {
	declared map[string]*certificate.Identity // by name; once the scenario has begun never changed

	mu  sync.Mutex
	own map[string]*certificate.Identity // those that servers have made themselves, by name
}

// prepareCerts is makeCerts that reports what fails. It says whether all is
// well.
func (p *play) prepareCerts() bool {
	err := p.makeCerts()
	if err != nil {
		p.add(p.failure(TheScenario, err))
	}
	return err == nil
}

// makeCerts makes the certificates that the scenario declares, and writes them
// for programs.
func (p *play) makeCerts() error {
	p.identities.declared = map[string]*certificate.Identity{}
	for _, c := range p.Certs {
		if _, err := p.makeCert(c); err != nil {
			return positioned.At(c.Pos, err)
		}
	}
	return nil
}

// makeCert makes a certificate, after that of its issuer, once.
func (p *play) makeCert(c *scenario.Cert) (id *certificate.Identity, err error) {
	if id = p.identities.declared[c.Name]; id != nil {
		return id, nil
	}
	now := p.world.Now()
	t := certificate.Template{Subject: c.Name, Names: c.Names, CA: c.CA}
	if c.NotAfter != 0 {
		t.NotAfter = now.Add(c.NotAfter)
	}
	if c.Issuer != nil {
		if t.Issuer, err = p.makeCert(c.Issuer); err != nil {
			return nil, err
		}
	}
	if id, err = certificate.Make(t, now); err != nil {
		return nil, err
	}
	p.identities.declared[c.Name] = id
	return id, p.writeCert(c.Name, id)
}

func (p *play) writeCert(name string, id *certificate.Identity) error {
	key, err := id.KeyPEM()
	if err == nil {
		err = p.temp.make()
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(p.temp.path, name+".pem"), id.PEM(), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(p.temp.path, name+".key"), key, 0o600)
	}
	return err
}

// identity is what a reference names; of none, what the server shows that has
// made its own.
func (s *server) identity(ref *scenario.CertRef) (*certificate.Identity, error) {
	switch {
	case ref == nil:
		return s.ownIdentity()
	case ref.Cert != nil:
		return s.play.identities.declared[ref.Cert.Name], nil
	}
	return ref.Identity, nil
}

// ownIdentity is the certificate that a server shows for want of another.
func (s *server) ownIdentity() (id *certificate.Identity, err error) {
	all := &s.play.identities
	all.mu.Lock()
	defer all.mu.Unlock()
	if id = all.own[s.name]; id != nil {
		return id, nil
	}
	names := certificate.Loopback()
	if ip := s.addr.IP; ip.IsValid() && !ip.IsLoopback() && !ip.IsUnspecified() {
		names = append(names, ip.String())
	}
	id, err = certificate.Make(certificate.Template{Subject: s.name, Names: names}, s.play.world.Now())
	if all.own == nil {
		all.own = map[string]*certificate.Identity{}
	}
	all.own[s.name] = id
	return id, err
}
