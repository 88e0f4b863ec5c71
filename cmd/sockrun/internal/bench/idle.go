package main

import (
	"io"
	"net"
	"strconv"
	"time"
)

// Connections at which nothing happens, whose ends are both held by a task that
// waits for a message: what one end costs, all told, with what the collector
// leaves lying.

const idleConnections = 4000

func idleFigures(s *stage) ([]*figure, error) {
	file, err := s.write("idle.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "an end of an idle connection", unit: "KiB", peers: []*peer{
		{name: "raw Go", command: s.child("raw-idle")},
		{name: "sockrun", command: s.child("idle", file), goals: []goal{atMost(16, "")}},
	}}}, nil
}

// idle runs the scenario with one connection, and then with many: the peak of
// memory is higher by what they hold.
func idle(args []string) (sample, error) {
	if _, err := runCrowd(args[0], "1"); err != nil {
		return sample{}, err
	}
	before := peakKiB()
	_, err := runCrowd(args[0], strconv.Itoa(idleConnections))
	return sample{Value: (peakKiB() - before) / idleConnections / 2, KiB: peakKiB()}, err
}

// rawIdle is the same in plain Go.
func rawIdle([]string) (sample, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return sample{}, err
	}
	defer l.Close()
	go echoEach(l)
	before := peakKiB()
	for range idleConnections {
		near, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return sample{}, err
		}
		defer near.Close()
		go io.ReadFull(near, make([]byte, 512))
	}
	time.Sleep(200 * time.Millisecond) // until all wait
	return sample{Value: (peakKiB() - before) / idleConnections / 2, KiB: peakKiB()}, nil
}

func echoEach(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go echoAll(newFramedIn(c, 512))
	}
}
