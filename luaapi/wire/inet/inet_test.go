package inet_test

import (
	"fmt"
	"testing"

	"sockrun/luaapi/wire/inet"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "127.1": "127.0.0.1", "0x7f.1": "127.0.0.1", "2130706433": "127.0.0.1",
		"127.0.0.010": "127.0.0.8", "1.2.65535": "1.2.255.255", "0": "0.0.0.0", "4294967295": "255.255.255.255",
		"<broadcast>": "255.255.255.255", "::1": "::1", "fe80::1%lo": "fe80::1%lo", "::ffff:1.2.3.4": "::ffff:1.2.3.4",
	} {
		if ip, ok := inet.Parse(text); !ok || ip.String() != want {
			t.Errorf("%q is %v, %v, want %s", text, ip, ok, want)
		}
	}
	for _, text := range []string{"", "localhost", "1.2.3.4.5", "256.1.1.1", "1.2.3.", "1_0", "08", "0x", "+1", "-1", "1.2.65536", "4294967296", "a", "[::1]", "1..2", " 1.2.3.4"} {
		if ip, ok := inet.Parse(text); ok {
			t.Errorf("%q is %v, want no address", text, ip)
		}
	}
}

func TestIsLocalhost(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"localhost": true, "LocalHost.": true, "localhost..": false, "local": false, "": false} {
		if got := inet.IsLocalhost(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestServices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, protocol string
		port           int
		ok             bool
	}{
		{"http", "", 80, true}, {"http", inet.TCP, 80, true}, {"http", inet.UDP, 0, false}, {"domain", inet.UDP, 53, true},
		{"HTTP", "", 0, false}, {"nothing", "", 0, false}, {"http", "sctp", 0, false}, {"", "", 0, false},
	} {
		port, ok := inet.ServicePort(c.name, c.protocol)
		if port != c.port || ok != c.ok {
			t.Errorf("ServicePort(%q, %q) = %d, %v", c.name, c.protocol, port, ok)
		}
		if name, _ := inet.ServiceName(c.port, c.protocol); c.ok && name != c.name {
			t.Errorf("ServiceName(%d, %q) = %q", c.port, c.protocol, name)
		}
	}
	if name, ok := inet.ServiceName(1, ""); ok {
		t.Errorf("port 1 is %q", name)
	}
}

func TestProtocol(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{"tcp": 6, "UDP": 17, "icmp": 1, "ip": 0, "ipv6-icmp": 58} {
		if n, ok := inet.Protocol(name); !ok || n != want {
			t.Errorf("%s is %d, %v", name, n, ok)
		}
	}
	if _, ok := inet.Protocol("nothing"); ok {
		t.Error("there is a protocol of the name nothing")
	}
}

// A port in the text of a host is found, as it is written for people.
func TestHostPort(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"localhost:80": "localhost 80 true", "[::1]:0": "::1 0 true", "::1": " 0 false", "a:http": "a 0 false", "a:65536": "a 65535 false", "a": " 0 false"} {
		host, port, ok := inet.HostPort(text)
		if got := fmt.Sprint(host, " ", port, " ", ok); got != want {
			t.Errorf("HostPort(%q) is %s, want %s", text, got, want)
		}
	}
}
