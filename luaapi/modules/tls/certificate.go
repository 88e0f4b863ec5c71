package tls

import (
	"math"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/wire/certificate"
)

// class is declared without its methods, which need it.
var class = &bind.Class{
	Name: "certificate",
	Doc:  "A throw-away certificate and its key, which never appears in reports; save writes it to a file.",
	Fields: []bind.Const{
		{Name: "subject", Doc: "its common name"}, {Name: "issuer", Doc: "that of who has issued it"},
		{Name: "names", Doc: "a list of the names and addresses that it is for"},
		{Name: "not_after", Doc: "until when it is valid, as time.time gives it"},
		{Name: "pem", Doc: "the certificate as PEM text, with those of issuers that are not at the end of the chain"},
	},
	Methods: []bind.Func{
		{Name: "save", Params: "cert_file: string, key_file?: string", Doc: "Writes the certificate, and its key if there is a name for that, as PEM.", Errors: "EPERM by the policy", Run: save},
	},
	Meta: []bind.Func{{Name: "__tostring", Params: "certificate: certificate", Run: func(c bind.Call) int {
		return c.Push(lua.LString("certificate of " + bind.Object[*certificate.Identity](c, 1).String()))
	}}},
}

func selfSigned(c bind.Call) int {
	c.Options(1, "names", "not_after", "subject")
	return made(c, template(c))
}

func certificateOf(c bind.Call) int {
	c.Options(1, "names", "not_after", "subject", "ca", "issuer")
	t := template(c)
	t.CA = lua.LVAsBool(c.Option(1, "ca"))
	if v := c.Option(1, "issuer"); v != lua.LNil {
		ud, _ := v.(*lua.LUserData)
		if ud != nil {
			t.Issuer, _ = ud.Value.(*certificate.Identity)
		}
		if t.Issuer == nil {
			c.Raise("issuer must be a certificate, got %s", kind(v))
		}
	}
	return made(c, t)
}

// template reads what all certificates have.
func template(c bind.Call) certificate.Template {
	t := certificate.Template{Names: listOption(c, 1, "names"), Subject: c.OptionString(1, "subject")}
	if t.Subject == "" {
		t.Subject = append(t.Names, certificate.Loopback()...)[0]
	}
	if v := c.Option(1, "not_after"); v != lua.LNil {
		seconds, ok := v.(lua.LNumber)
		if !ok || math.IsNaN(float64(seconds)) || math.Abs(float64(seconds)) > maxAge {
			c.Raise("not_after must be seconds from now, got %s", bind.Describe(v))
		}
		t.NotAfter = c.S.World.Now().Add(time.Duration(float64(seconds) * float64(time.Second)))
	}
	return t
}

// maxAge is a hundred years, in seconds.
const maxAge = 100 * 365 * 24 * 3600

func made(c bind.Call, t certificate.Template) int {
	id, err := certificate.Make(t, c.S.World.Now())
	if err != nil {
		c.Raise("%s", err)
	}
	leaf := id.Leaf()
	return c.Push(bind.New(c.S, class, id,
		bind.Field{Name: "subject", Value: lua.LString(leaf.Subject.CommonName)},
		bind.Field{Name: "issuer", Value: lua.LString(leaf.Issuer.CommonName)},
		bind.Field{Name: "names", Value: list(c, id.Names())},
		bind.Field{Name: "not_after", Value: lua.LNumber(leaf.NotAfter.Unix())},
		bind.Field{Name: "pem", Value: lua.LString(id.PEM())},
	))
}

func list(c bind.Call, texts []string) *lua.LTable {
	t := c.L.CreateTable(len(texts), 0)
	for _, text := range texts {
		t.Append(lua.LString(text))
	}
	return t
}

func save(c bind.Call) int {
	id := bind.Self[*certificate.Identity](c)
	write(c, c.String(1), id.PEM(), 0o644)
	if c.Given(2) {
		key, err := id.KeyPEM()
		if err != nil {
			c.Raise("%s", err)
		}
		write(c, c.String(2), key, 0o600)
	}
	return 0
}

func write(c bind.Call, name string, text []byte, mode os.FileMode) {
	f, err := iolib.Open(c.S, name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err == nil {
		_, err = f.Write(text)
		if closed := f.Close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		c.Error("", "", 0, host.NewError("save", name, 0, err))
	}
}
