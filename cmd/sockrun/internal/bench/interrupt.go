package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"
)

// An interrupt while 250 connections with both ends in sockrun are open and
// three programs run: how long until all are gone and it is reported.

func interruptFigures(s *stage) ([]*figure, error) {
	file, err := s.write("crowd.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "interrupt with 500 sockets and 3 programs, until the end", unit: "ms", peers: []*peer{
		{name: "sockrun", command: s.child("interrupt", s.sockrun, file), goals: []goal{atMost(2000, "")}},
	}}}, nil
}

// interrupt runs the scenario, which connects here when all its clients are
// connected, and interrupts it then.
func interrupt(args []string) (sample, error) {
	all, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return sample{}, err
	}
	defer all.Close()
	_, port, _ := net.SplitHostPort(all.Addr().String()) // it has one
	cmd := exec.Command(args[0], "--allow-run=sh", "--var=port="+port, args[1])
	if err := cmd.Start(); err != nil {
		return sample{}, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // its status is looked at below
		all.Close()    // nobody connects any more
	}()
	conn, err := all.Accept()
	if err != nil {
		return sample{}, errors.New("it has ended before all its clients were connected")
	}
	conn.Close()
	began := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return sample{}, err
	}
	<-ended
	took := time.Since(began)
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		return sample{}, fmt.Errorf("the exit status is %d, not that of an interrupt", code)
	}
	return sample{Value: took.Seconds() * 1e3}, nil
}
