package scenario

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Endpoint is an address to listen on or to connect to. When Template is set
// the other fields are empty: the text that it gives is for ParseEndpoint.
type Endpoint struct {
	Pos      Pos
	Network  string // tcp, tls, udp, unix, unixgram or seqpacket
	Host     string // tcp, tls and udp: a name or a numeric address without brackets
	Port     int    // tcp, tls and udp
	Path     string // unix, unixgram and seqpacket; begins with @ when abstract
	Template *Text
}

// String returns the endpoint as it is written in a scenario.
func (e Endpoint) String() string {
	switch {
	case e.Template != nil:
		return e.Template.Raw
	case e.Path != "":
		return e.Network + "://" + e.Path
	}
	return e.Network + "://" + net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
}

// IsStream says whether the endpoint carries streams, not datagrams.
func (e Endpoint) IsStream() bool { return e.Network == "tcp" || e.IsTLS() || e.Network == "unix" }

// Accepts says whether servers on the endpoint accept connections, and do not
// just receive datagrams.
func (e Endpoint) Accepts() bool { return e.IsStream() || e.Network == "seqpacket" }

var errNoEndpoint = errors.New("an endpoint is written like tcp://127.0.0.1:0 or unix://name.sock")

var networks = []string{"tcp", "tls", "udp", "unix", "unixgram", "seqpacket"}

// ParseEndpoint reads "tcp://127.0.0.1:80", "tls://localhost:443", "udp://[::1]:53",
// "unix://path", "unixgram://path" or "seqpacket://path". The error is a sentence that shows how
// an endpoint is written.
func ParseEndpoint(text string) (Endpoint, error) {
	network, rest, found := strings.Cut(text, "://")
	if !found {
		return Endpoint{}, missingNetwork(text)
	}
	switch network {
	case "tcp", "tls", "udp":
		return parseInet(network, rest)
	case "unix", "unixgram", "seqpacket":
		return parsePath(network, rest)
	}
	return Endpoint{}, fmt.Errorf("unknown network %s: %s", quoteName(network), suggestion(network, networks))
}

func missingNetwork(text string) error {
	if _, err := strconv.Atoi(text); err == nil {
		return fmt.Errorf("%s is only a port: write tcp://127.0.0.1:%s", text, text)
	}
	if network, rest, found := strings.Cut(text, ":"); found && slices.Contains(networks, network) {
		return missingSlashes(network + "://" + rest)
	}
	if _, _, err := net.SplitHostPort(text); err == nil {
		return fmt.Errorf("the network is missing: write tcp://%s or udp://%s", text, text)
	}
	return errNoEndpoint
}

// missingSlashes is about a text that would be an endpoint with // behind its
// network, as with unix:/tmp/x.sock.
func missingSlashes(meant string) error {
	if _, err := ParseEndpoint(meant); err != nil {
		return errNoEndpoint
	}
	return fmt.Errorf("the network is followed by //: write %s", meant)
}

func parsePath(network, path string) (Endpoint, error) {
	if path == "" || path == "@" {
		return Endpoint{}, fmt.Errorf("%s:// needs a path, such as %s://name.sock", network, network)
	}
	if path[0] != '@' && !filepath.IsAbs(path) && !filepath.IsLocal(path) {
		return Endpoint{}, fmt.Errorf("%s leads out of the temporary folder, where relative paths are: write a path without .. or an absolute one", quoteName(path))
	}
	return Endpoint{Network: network, Path: path}, nil
}

func parseInet(network, address string) (Endpoint, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return Endpoint{}, badAddress(network, address)
	}
	if host == "" {
		return Endpoint{}, fmt.Errorf("the host is missing: write %s://127.0.0.1:%s", network, port)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return Endpoint{}, fmt.Errorf("port %q is not a number from 0 to 65535: write it like %s://127.0.0.1:0", port, network)
	}
	return Endpoint{Network: network, Host: host, Port: int(n)}, nil
}

func badAddress(network, address string) error {
	last := max(strings.LastIndexByte(address, ':'), 0)
	switch {
	case address == "":
		return fmt.Errorf("the host and the port are missing: write %s://127.0.0.1:0", network)
	case net.ParseIP(address[:last]) != nil:
		return fmt.Errorf("an IPv6 address needs brackets: write %s://[%s]%s", network, address[:last], address[last:])
	case net.ParseIP(strings.Trim(address, "[]")) != nil || !strings.Contains(address, ":"):
		host := strings.Trim(address, "[]/")
		return fmt.Errorf("the port is missing: write %s://%s", network, net.JoinHostPort(host, "0"))
	}
	return fmt.Errorf("%q is no host and port: write them like %s://127.0.0.1:0", address, network)
}

// ParseTarget parses what `ready: {tcp: …}` probes: a port of this machine, or
// host:port. The names of ports are not its business; the error calls them what is
// missing.
func ParseTarget(text string) (Endpoint, error) {
	if n, err := strconv.ParseUint(text, 10, 16); err == nil && n > 0 {
		return Endpoint{Network: "tcp", Host: "127.0.0.1", Port: int(n)}, nil
	}
	host, port, err := net.SplitHostPort(text)
	n, numeric := strconv.ParseUint(port, 10, 16)
	if err != nil || numeric != nil || n == 0 || host == "" {
		return Endpoint{}, fmt.Errorf("%s is neither the name of a port nor a number nor host:port", quoteText(text))
	}
	return Endpoint{Network: "tcp", Host: host, Port: int(n)}, nil
}

// SocketPath is where a unix endpoint is: "@" begins an abstract name, and a
// relative path lies in the folder temp.
func SocketPath(path, temp string) string {
	if name, ok := strings.CutPrefix(path, "@"); ok {
		return "\x00" + name
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(temp, path)
}
