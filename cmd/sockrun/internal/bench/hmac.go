package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"
)

// HMACs of 64 bytes, one call each: what authenticating a short message
// costs.

const hmacs = 1_000_000

func hmacFigures(s *stage) ([]*figure, error) {
	file, err := s.write("hmac.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "hmac.digest sha256, 64 B", unit: "ops/s", peers: []*peer{
		{name: "raw Go", command: s.child("raw-hmac")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(2, "CPython")}},
		{name: "CPython", command: s.script("hmacs.py")},
	}}}, nil
}

// rawHMAC computes them with the key kept, which is the fastest way.
func rawHMAC([]string) (sample, error) {
	h, message := hmac.New(sha256.New, make([]byte, 32)), make([]byte, 64)
	var sum []byte
	began := time.Now()
	for range hmacs {
		h.Reset()
		h.Write(message)
		sum = h.Sum(sum[:0])
	}
	return sample{Value: hmacs / time.Since(began).Seconds(), KiB: peakKiB()}, nil
}
