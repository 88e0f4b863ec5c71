package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"time"
)

// Frames of 64 bytes behind a length of 4, to and fro over one connection on
// loopback, both ends in one process: what a framed message costs.

const (
	roundTrips  = 100_000
	messageSize = 64
)

func pingPongFigures(s *stage) ([]*figure, error) {
	file, err := s.write("pingpong.yaml")
	if err != nil {
		return nil, err
	}
	return onTwoAndOne(s, "framed ping-pong", "round trips/s", []*peer{
		{name: "raw Go", command: s.child("raw-pingpong")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.80, "raw Go")}},
		{name: "sockrun without transcript", command: s.child("conversation", file, "totals"), goals: []goal{atLeast(0.85, "raw Go")}},
		{name: "CPython threads", command: s.script("pingpong.py")},
	}), nil
}

// structFigures are the same with the framing in Lua.
func structFigures(s *stage) ([]*figure, error) {
	file, err := s.write("struct.yaml")
	if err != nil {
		return nil, err
	}
	return onTwoAndOne(s, "ping-pong with recv_exact and struct", "round trips/s", []*peer{
		{name: "raw Go", command: s.child("raw-pingpong")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.55, "raw Go")}},
		{name: "CPython threads", command: s.script("pingpong.py")},
	}), nil
}

// onTwoAndOne makes two figures of the peers: on all processors, and on one.
func onTwoAndOne(s *stage, title, unit string, peers []*peer) []*figure {
	pinned := make([]*peer, len(peers))
	for i, p := range peers {
		pinned[i] = &peer{name: p.name, command: s.pinned(p.command), goals: p.goals}
	}
	figures := []*figure{{title: title, unit: unit, peers: peers}}
	if s.taskset != "" {
		figures = append(figures, &figure{title: title + ", one processor", unit: unit, peers: pinned})
	}
	return figures
}

// rawPingPong is the conversation in plain Go: one write a frame, buffered
// reads, no allocation.
func rawPingPong([]string) (sample, error) {
	near, far, err := connected()
	if err != nil {
		return sample{}, err
	}
	defer near.Close()
	go echo(far)
	return pingPong(near)
}

// pingPong measures round trips with who echoes.
func pingPong(c net.Conn) (sample, error) {
	f := newFramed(c)
	message := make([]byte, messageSize)
	began := time.Now()
	for range roundTrips {
		if err := f.send(message); err != nil {
			return sample{}, err
		}
		if _, err := f.recv(); err != nil {
			return sample{}, err
		}
	}
	return sample{Value: roundTrips / time.Since(began).Seconds(), KiB: peakKiB()}, nil
}

func echo(c net.Conn) {
	defer c.Close()
	echoAll(newFramed(c))
}

func echoAll(f *framed) {
	for {
		message, err := f.recv()
		if err != nil || f.send(message) != nil {
			return
		}
	}
}

// serve gives each connection to talk, on a goroutine of its own, until the
// listener is closed.
func serve(l net.Listener, talk func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go talk(c)
	}
}

// connected returns the two ends of a connection on loopback. Package net
// sets TCP_NODELAY on both.
func connected() (near, far net.Conn, err error) { return connectedOver("tcp", "127.0.0.1:0") }

// connectedOver returns the two ends of a connection.
func connectedOver(network, address string) (near, far net.Conn, err error) {
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, nil, err
	}
	defer l.Close()
	if near, err = net.Dial(network, l.Addr().String()); err != nil {
		return nil, nil, err
	}
	far, err = l.Accept()
	return near, far, err
}

// framed sends and receives messages behind their length.
type framed struct {
	conn    net.Conn
	reader  *bufio.Reader
	in, out []byte
}

func newFramed(c net.Conn) *framed { return newFramedIn(c, 4096) }

// newFramedIn reads into so many bytes.
func newFramedIn(c net.Conn, size int) *framed {
	return &framed{conn: c, reader: bufio.NewReaderSize(c, size)}
}

func (f *framed) send(message []byte) error {
	f.out = binary.BigEndian.AppendUint32(f.out[:0], uint32(len(message)))
	f.out = append(f.out, message...)
	_, err := f.conn.Write(f.out)
	return err
}

// recv returns a message that is valid until the next call.
func (f *framed) recv() ([]byte, error) {
	var header [4]byte
	if _, err := io.ReadFull(f.reader, header[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint32(header[:]))
	if cap(f.in) < n {
		f.in = make([]byte, n)
	}
	_, err := io.ReadFull(f.reader, f.in[:n])
	return f.in[:n], err
}
