package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"
)

// HMACs, one call each: of 64 bytes, which is what authenticating a short
// message costs, and of 64 KiB, where the hash itself is all.

const (
	hmacs     = 1_000_000 // calls at most
	hmacBytes = 1 << 30   // in all at most
)

func hmacFigures(s *stage) ([]*figure, error) {
	short, err := hmacFigure(s, "64 B", 64, atLeast(2, "CPython"))
	if err != nil {
		return nil, err
	}
	long, err := hmacFigure(s, "64 KiB", 64<<10, atLeast(0.97, "raw Go"))
	return []*figure{short, long}, err
}

func hmacFigure(s *stage, title string, size int, reach goal) (*figure, error) {
	bytes, calls := strconv.Itoa(size), strconv.Itoa(min(hmacs, hmacBytes/size))
	file, err := s.fill("hmac.yaml", "hmac-"+bytes+".yaml", "SIZE", bytes, "CALLS", calls)
	if err != nil {
		return nil, err
	}
	python := s.script("hmacs.py")
	if python != nil {
		python = append(python, bytes, calls)
	}
	return &figure{title: "hmac.digest sha256, " + title, unit: "ops/s", peers: []*peer{
		{name: "raw Go", command: s.child("raw-hmac", bytes, calls)},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{reach}},
		{name: "CPython", command: python},
	}}, nil
}

// rawHMAC computes them with the key kept, which is the fastest way.
func rawHMAC(args []string) (sample, error) {
	size, calls := 0, 0
	if _, err := fmt.Sscan(args[0]+" "+args[1], &size, &calls); err != nil {
		return sample{}, err
	}
	h, message := hmac.New(sha256.New, make([]byte, 32)), make([]byte, size)
	var sum []byte
	began := time.Now()
	for range calls {
		h.Reset()
		h.Write(message)
		sum = h.Sum(sum[:0])
	}
	return sample{Value: float64(calls) / time.Since(began).Seconds(), KiB: peakKiB()}, nil
}
