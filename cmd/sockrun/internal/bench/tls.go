package main

import (
	"crypto/tls"
	"time"

	"sockrun/luaapi/wire/certificate"
)

// The framed ping-pong over TLS 1.3: what encrypting below the scripts costs
// beside crypto/tls alone. Handshakes do not count.

func tlsFigures(s *stage) ([]*figure, error) {
	file, err := s.write("tls.yaml")
	if err != nil {
		return nil, err
	}
	return onTwoAndOne(s, "framed ping-pong over TLS", "round trips/s", []*peer{
		{name: "raw Go", command: s.child("raw-tls")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.85, "raw Go")}},
	}), nil
}

// rawTLS is the conversation in plain Go.
func rawTLS([]string) (sample, error) {
	near, far, err := connected()
	if err != nil {
		return sample{}, err
	}
	id, err := certificate.Make(certificate.Template{Names: []string{"localhost"}}, time.Now())
	if err != nil {
		return sample{}, err
	}
	client := tls.Client(near, &tls.Config{RootCAs: certificate.Pool(id.Root()), ServerName: "localhost"})
	defer client.Close()
	go echo(tls.Server(far, &tls.Config{Certificates: []tls.Certificate{id.Pair()}}))
	if err := client.Handshake(); err != nil {
		return sample{}, err
	}
	return pingPong(client)
}
