package main

import (
	"net"
	"time"
)

// Datagrams of 64 bytes to and fro over loopback, where each is one call on each
// side, and the answer goes to whom the question came from.

func datagramsFigures(s *stage) ([]*figure, error) {
	file, err := s.write("datagrams.yaml")
	if err != nil {
		return nil, err
	}
	return onTwoAndOne(s, "ping-pong of datagrams", "round trips/s", []*peer{
		{name: "raw Go", command: s.child("raw-datagrams")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.80, "raw Go")}},
	}), nil
}

// rawDatagrams is the conversation in plain Go.
func rawDatagrams([]string) (sample, error) {
	far, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return sample{}, err
	}
	defer far.Close()
	go echoDatagrams(far)
	near, err := net.DialUDP("udp", nil, far.LocalAddr().(*net.UDPAddr))
	if err != nil {
		return sample{}, err
	}
	defer near.Close()
	message := make([]byte, messageSize)
	began := time.Now()
	for range roundTrips {
		if _, err := near.Write(message); err != nil {
			return sample{}, err
		}
		if _, err := near.Read(message); err != nil {
			return sample{}, err
		}
	}
	return sample{Value: roundTrips / time.Since(began).Seconds(), KiB: peakKiB()}, nil
}

func echoDatagrams(c *net.UDPConn) {
	message := make([]byte, 2048)
	for {
		n, from, err := c.ReadFromUDPAddrPort(message)
		if err != nil {
			return
		}
		if _, err := c.WriteToUDPAddrPort(message[:n], from); err != nil {
			return
		}
	}
}
