package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"sockrun/runner"
)

// Many connections, all open at once, with both ends in one process: the
// server sends 32 random bytes, the client answers with their HMAC, and once
// all are verified each sends ten messages and gets them back. A hard limit of
// 20,000 descriptors is common, hence their number.

const (
	connections = 9900
	opening     = 512 // that are opened at a time, below the listener's backlog
	echoes      = 10
)

func connectionsFigures(s *stage) ([]*figure, error) {
	file, err := s.write("connections.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: fmt.Sprintf("%d connections open at once", connections), unit: "conversations/s", peers: []*peer{
		{name: "raw Go", command: s.child("raw-connections")},
		{name: "sockrun", command: s.child("crowd", file, strconv.Itoa(connections)), goals: []goal{atLeast(0.70, "raw Go"), memoryAtMost(320 << 10)}},
		{name: "CPython asyncio", command: s.script("connections.py")},
	}}}, nil
}

// crowd runs a scenario whose vars.count is the number of its conversations,
// and takes the time of all of it.
func crowd(args []string) (sample, error) {
	took, err := runCrowd(args[0], args[1])
	if err != nil {
		return sample{}, err
	}
	n, err := strconv.ParseFloat(args[1], 64)
	return sample{Value: n / took.Seconds(), KiB: peakKiB()}, err
}

func runCrowd(file, count string) (took time.Duration, err error) {
	r, err := runOne(file, map[string]string{"count": count}, runner.Options{})
	if err != nil {
		return 0, err
	}
	return r.Took, nil
}

var sharedKey = []byte("0123456789abcdef0123456789abcdef")

func mac(message []byte) []byte {
	h := hmac.New(sha256.New, sharedKey)
	h.Write(message)
	return h.Sum(nil)
}

// rawConnections is the same in plain Go.
func rawConnections([]string) (sample, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return sample{}, err
	}
	defer l.Close()
	go serve(l, challengeThenEcho)
	c := &crowdOfGo{addr: l.Addr().String(), slots: make(chan struct{}, opening), all: make(chan struct{})}
	c.verified.Add(connections)
	began := time.Now()
	for range connections {
		c.ended.Go(c.client)
	}
	c.verified.Wait()
	close(c.all)
	c.ended.Wait()
	return sample{Value: connections / time.Since(began).Seconds(), KiB: peakKiB()}, errors.Join(c.errs...)
}

func challengeThenEcho(c net.Conn) {
	defer c.Close()
	if f := newFramedIn(c, 256); challenge(f) == nil {
		echoAll(f)
	}
}

func challenge(f *framed) error {
	nonce := make([]byte, 32)
	rand.Read(nonce)
	if err := f.send(nonce); err != nil {
		return err
	}
	answer, err := f.recv()
	if err == nil && !hmac.Equal(answer, mac(nonce)) {
		err = errors.New("a wrong answer")
	}
	if err != nil {
		return err
	}
	return f.send([]byte("ok"))
}

// crowdOfGo are the clients of rawConnections.
type crowdOfGo struct {
	addr            string
	slots           chan struct{}
	all             chan struct{} // closed once all are verified
	verified, ended sync.WaitGroup

	mu   sync.Mutex
	errs []error
}

func (c *crowdOfGo) client() {
	c.slots <- struct{}{}
	f, err := c.enter()
	<-c.slots
	c.verified.Done()
	if err == nil {
		defer f.conn.Close()
		<-c.all
		err = tenEchoes(f)
	}
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.errs = append(c.errs, err)
	}
}

func (c *crowdOfGo) enter() (*framed, error) {
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		return nil, err
	}
	f := newFramedIn(conn, 256)
	nonce, err := f.recv()
	if err == nil {
		err = f.send(mac(nonce))
	}
	if err == nil {
		_, err = f.recv()
	}
	return f, err
}

func tenEchoes(f *framed) error {
	message := make([]byte, messageSize)
	for range echoes {
		if err := f.send(message); err != nil {
			return err
		}
		if _, err := f.recv(); err != nil {
			return err
		}
	}
	return nil
}
