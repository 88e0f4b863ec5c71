package main

import (
	"io"
	"net"
	"time"
)

// One gigabyte in one direction over loopback, 64 KiB to a call: what bytes
// cost, and whether memory stays flat.

const (
	bulkBytes = 1 << 30
	bulkChunk = 64 << 10
)

func bulkFigures(s *stage) ([]*figure, error) {
	file, err := s.write("bulk.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "bulk, 1 GiB", unit: "MB/s", peers: []*peer{
		{name: "raw Go", command: s.child("raw-bulk")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.85, "raw Go"), memoryAtMost(24 << 10)}},
		{name: "CPython threads", command: s.script("bulk.py")},
	}}}, nil
}

// rawBulk is the transfer in plain Go. The receiver answers when it has all.
func rawBulk([]string) (sample, error) {
	near, far, err := connected()
	if err != nil {
		return sample{}, err
	}
	defer near.Close()
	go drain(far)
	chunk := make([]byte, bulkChunk)
	began := time.Now()
	for range bulkBytes / bulkChunk {
		if _, err := near.Write(chunk); err != nil {
			return sample{}, err
		}
	}
	if _, err := io.ReadFull(near, chunk[:1]); err != nil {
		return sample{}, err
	}
	return sample{Value: bulkBytes / time.Since(began).Seconds() / 1e6, KiB: peakKiB()}, nil
}

func drain(c net.Conn) {
	defer c.Close()
	chunk := make([]byte, bulkChunk)
	for got := 0; got < bulkBytes; {
		n, err := c.Read(chunk)
		if err != nil {
			return
		}
		got += n
	}
	c.Write(chunk[:1])
}
