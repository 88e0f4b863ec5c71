package main

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// select over 500 sockets at which nothing happens and one with a byte: what it
// costs to look at them all, beside one call of poll(2).

const (
	idleSockets = 500
	selects     = 10_000
)

func selectFigures(s *stage) ([]*figure, error) {
	file, err := s.write("select.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "select over 500 idle sockets and an active one", unit: "µs", peers: []*peer{
		{name: "poll(2) from Go", command: s.child("raw-select")},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atMost(2, "poll(2) from Go")}},
	}}}, nil
}

// rawSelect is the same with poll(2).
func rawSelect([]string) (sample, error) {
	fds := make([]unix.PollFd, idleSockets+1)
	var active int // the other end of the last
	for i := range fds {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		if err != nil {
			return sample{}, err
		}
		fds[i] = unix.PollFd{Fd: int32(pair[0]), Events: unix.POLLIN}
		active = pair[1]
	}
	last := &fds[idleSockets]
	one := make([]byte, 1)
	began := time.Now()
	for range selects {
		if _, err := unix.Write(active, one); err != nil {
			return sample{}, err
		}
		if _, err := unix.Poll(fds, -1); err != nil {
			return sample{}, err
		}
		if last.Revents == 0 {
			return sample{}, errors.New("poll does not see the byte")
		}
		if _, err := unix.Read(int(last.Fd), one); err != nil {
			return sample{}, err
		}
	}
	return sample{Value: time.Since(began).Seconds() * 1e6 / selects, KiB: peakKiB()}, nil
}
