package main

import (
	"os"
	"path/filepath"
)

// The framed ping-pong over a unix socket, where the system does less between
// the two ends.

func unixFigures(s *stage) ([]*figure, error) {
	file, err := s.write("unix.yaml")
	if err != nil {
		return nil, err
	}
	return onTwoAndOne(s, "framed ping-pong over a unix socket", "round trips/s", []*peer{
		{name: "raw Go", command: s.child("raw-unix")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.80, "raw Go")}},
	}), nil
}

// rawUnix is the conversation in plain Go.
func rawUnix([]string) (sample, error) {
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		return sample{}, err
	}
	defer os.RemoveAll(dir)
	near, far, err := connectedOver("unix", filepath.Join(dir, "s"))
	if err != nil {
		return sample{}, err
	}
	defer near.Close()
	go echo(far)
	return pingPong(near)
}
