package main

import (
	"io"
	"net"
	"time"
)

// Connections one after the other, each with one message that comes back: what
// making a connection costs on both sides.

const connects = 5000

func connectFigures(s *stage) ([]*figure, error) {
	file, err := s.write("connect.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "connect, one message, close", unit: "connections/s", peers: []*peer{
		{name: "raw Go", command: s.child("raw-connect")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.75, "raw Go")}},
	}}}, nil
}

// rawConnect is the same in plain Go.
func rawConnect([]string) (sample, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return sample{}, err
	}
	defer l.Close()
	go serve(l, echoOnce)
	message := make([]byte, messageSize)
	began := time.Now()
	for range connects {
		if err := exchange(l.Addr().String(), message); err != nil {
			return sample{}, err
		}
	}
	return sample{Value: connects / time.Since(began).Seconds(), KiB: peakKiB()}, nil
}

func exchange(addr string, message []byte) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.Write(message); err != nil {
		return err
	}
	_, err = io.ReadFull(c, message)
	return err
}

// echoOnce sends one message of a connection back.
func echoOnce(c net.Conn) {
	defer c.Close()
	message := make([]byte, messageSize)
	if _, err := io.ReadFull(c, message); err == nil {
		c.Write(message)
	}
}
