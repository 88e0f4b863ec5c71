package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
)

// A pattern that looks for a line end where there is none, in texts of several
// lengths: the time for a byte must not grow with the length.

func patternFigures(s *stage) ([]*figure, error) {
	text, err := peerFiles.ReadFile("peers/pattern.yaml")
	if err != nil {
		return nil, err
	}
	f := &figure{title: `("x"):rep(n):find("(.-)\r\n")`, unit: "MB/s"}
	for i, kib := range []int{64, 512, 4096} {
		name := fmt.Sprintf("pattern%d.yaml", kib)
		if err := s.save(name, bytes.ReplaceAll(text, []byte("SIZE"), []byte(strconv.Itoa(kib<<10)))); err != nil {
			return nil, err
		}
		p := &peer{name: fmt.Sprintf("%d KiB", kib), command: s.child("conversation", filepath.Join(s.dir, name))}
		if i > 0 {
			p.goals = []goal{atLeast(0.8, f.peers[0].name)}
		}
		f.peers = append(f.peers, p)
	}
	return []*figure{f}, nil
}
