package certificate_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi/wire/certificate"
)

var now = time.Date(2026, 11, 28, 6, 0, 0, 0, time.UTC)

func made(t *testing.T, template certificate.Template) *certificate.Identity {
	t.Helper()
	id, err := certificate.Make(template, now)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// What is written can be read again, with the whole chain but for its end.
func TestWrittenAndRead(t *testing.T) {
	t.Parallel()
	root := made(t, certificate.Template{Subject: "root", CA: true})
	middle := made(t, certificate.Template{Subject: "middle", CA: true, Issuer: root})
	leaf := made(t, certificate.Template{Subject: "leaf", Names: []string{"10.0.0.1", "x.example.com"}, Issuer: middle})
	key, err := leaf.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	if got := leaf.Root().Subject.CommonName; got != "root" {
		t.Errorf("the root is %s", got)
	}
	again, err := certificate.Read(leaf.PEM(), key)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintln(again.Names(), again.Root().Subject.CommonName, len(again.Pair().Certificate)); got != "[x.example.com 10.0.0.1] middle 2\n" {
		t.Errorf("what was read is %s", got)
	}
	for _, wrong := range [][2]string{
		{string(root.PEM()), string(key)}, {string(leaf.PEM()), string(leaf.PEM())}, {string(key), string(key)}, {"", ""},
		{string(leaf.PEM()), strings.Replace(string(key), "M", "N", 1)},
	} {
		if _, err := certificate.Read([]byte(wrong[0]), []byte(wrong[1])); err == nil {
			t.Errorf("%.40q with %.40q can be read", wrong[0], wrong[1])
		} else if strings.Contains(err.Error(), strings.Split(string(key), "\n")[1]) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

// Sizes are the same in every run, since simulated worlds are.
func TestSizes(t *testing.T) {
	t.Parallel()
	template := certificate.Template{Subject: "same", Names: []string{"localhost"}}
	first := len(made(t, template).PEM())
	for range 200 {
		if n := len(made(t, template).PEM()); n != first {
			t.Fatalf("%d bytes after %d", n, first)
		}
	}
}

func TestOnlyAuthoritiesIssue(t *testing.T) {
	t.Parallel()
	leaf := made(t, certificate.Template{Subject: "leaf"})
	if _, err := certificate.Make(certificate.Template{Issuer: leaf}, now); err == nil || !strings.Contains(err.Error(), `the issuer "leaf" is no authority`) {
		t.Errorf("the error is %v", err)
	}
}

// One that has expired has been valid before.
func TestExpired(t *testing.T) {
	t.Parallel()
	c := made(t, certificate.Template{NotAfter: now.Add(-time.Hour)}).Leaf()
	if !c.NotAfter.Equal(now.Add(-time.Hour)) || !c.NotBefore.Before(c.NotAfter) {
		t.Errorf("valid from %v to %v", c.NotBefore, c.NotAfter)
	}
}

// No verb shows the key.
func TestKeyIsNotShown(t *testing.T) {
	t.Parallel()
	id := made(t, certificate.Template{Subject: "secret"})
	key, err := id.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, id); len(text) > 20 || bytes.Contains(key, []byte(text)) {
			t.Errorf("%s shows %s", verb, text)
		}
	}
}
