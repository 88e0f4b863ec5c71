package tls

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
	"sockrun/luaapi/wire/stream"
)

func info(c bind.Call) int {
	ud, _ := c.Arg(1).(*lua.LUserData)
	if ud == nil || stream.Below(ud.Value) == nil {
		c.Expected(1, "")
	}
	state, ok := stream.Below(ud.Value).Session()
	if !ok {
		return c.Push(lua.LNil)
	}
	t := c.L.CreateTable(0, 5)
	t.RawSetString("version", lua.LString(secure.VersionName(state.Version)))
	t.RawSetString("cipher", lua.LString(tls.CipherSuiteName(state.CipherSuite)))
	setText(t, "alpn", state.NegotiatedProtocol)
	setText(t, "server_name", state.ServerName)
	if len(state.PeerCertificates) > 0 {
		t.RawSetString("peer", shown(c, state.PeerCertificates[0]))
	}
	return c.Push(t)
}

// setText sets a field unless there is nothing to say.
func setText(t *lua.LTable, key, text string) {
	if text != "" {
		t.RawSetString(key, lua.LString(text))
	}
}

// shown is what scripts see of a certificate.
func shown(c bind.Call, cert *x509.Certificate) *lua.LTable {
	sum := sha256.Sum256(cert.Raw)
	t := c.L.CreateTable(0, 8)
	t.RawSetString("subject", lua.LString(cert.Subject.CommonName))
	t.RawSetString("issuer", lua.LString(cert.Issuer.CommonName))
	t.RawSetString("names", list(c, certificate.Names(cert)))
	t.RawSetString("not_before", lua.LNumber(cert.NotBefore.Unix()))
	t.RawSetString("not_after", lua.LNumber(cert.NotAfter.Unix()))
	t.RawSetString("serial", lua.LString(cert.SerialNumber.Text(16)))
	t.RawSetString("sha256", lua.LString(hex.EncodeToString(sum[:])))
	t.RawSetString("pem", lua.LString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})))
	return t
}
