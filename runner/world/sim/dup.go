package sim

import "sockrun/luaapi/host"

// twin is one more descriptor of a socket. Its calls are the socket's, made
// through it, so that those that wait end when it is closed.
type twin struct {
	socket *socket
	fd     int
	closed bool
}

// Dup returns another descriptor of the socket.
func (s *socket) Dup() (host.Socket, error) {
	if err := s.usable(host.DontWait); err != nil {
		return nil, err
	}
	s.twins++
	return &twin{socket: s, fd: s.world.occupy()}, nil
}

// gone says whether the descriptor that the running task's call goes through
// is closed.
func (s *socket) gone() bool {
	t := s.world.schedule.current
	switch {
	case s.closed:
		return true
	case t != nil && t.through != nil && t.through.socket == s:
		return t.through.closed
	}
	return s.left
}

// drop releases the socket with its last descriptor. While there are others it
// lets the calls through the closed one find that out.
func (s *socket) drop(abort bool) {
	if !s.left || s.twins > 0 {
		s.wakeAll()
		return
	}
	s.release(abort)
}

// enter makes the running task's calls go through the twin until leave is
// called.
func (t *twin) enter() (leave func()) {
	task := t.socket.world.schedule.current
	if task == nil {
		return func() {}
	}
	task.through = t
	return func() { task.through = nil }
}

func (t *twin) Close() error { return t.close(t.socket.options.abort() && !t.socket.isUnix()) }

func (t *twin) Reset() error { return t.close(!t.socket.isUnix()) }

func (t *twin) close(abort bool) error {
	s := t.socket
	if t.closed || s.world.ending.Load() {
		return nil
	}
	t.closed = true
	s.world.vacate(t.fd)
	s.twins--
	s.drop(abort)
	s.world.mayYield()
	return nil
}

func (t *twin) Fd() int {
	if t.closed || t.socket.world.ending.Load() {
		return -1
	}
	return t.fd
}

func (t *twin) Bind(a host.Addr) error {
	defer t.enter()()
	return t.socket.Bind(a)
}

func (t *twin) Listen(backlog int) error {
	defer t.enter()()
	return t.socket.Listen(backlog)
}

func (t *twin) Accept(d host.Deadline) (host.Socket, host.Addr, error) {
	defer t.enter()()
	return t.socket.Accept(d)
}

func (t *twin) Connect(a host.Addr, d host.Deadline) error {
	defer t.enter()()
	return t.socket.Connect(a, d)
}

func (t *twin) Recv(p []byte, flags int, d host.Deadline) (int, error) {
	defer t.enter()()
	return t.socket.Recv(p, flags, d)
}

func (t *twin) RecvFrom(p []byte, flags int, d host.Deadline) (int, host.Addr, error) {
	defer t.enter()()
	return t.socket.RecvFrom(p, flags, d)
}

func (t *twin) Send(p []byte, flags int, d host.Deadline) (int, error) {
	defer t.enter()()
	return t.socket.Send(p, flags, d)
}

func (t *twin) SendTo(p []byte, flags int, to host.Addr, d host.Deadline) (int, error) {
	defer t.enter()()
	return t.socket.SendTo(p, flags, to, d)
}

func (t *twin) Shutdown(how host.How) error {
	defer t.enter()()
	return t.socket.Shutdown(how)
}

func (t *twin) Dup() (host.Socket, error) {
	defer t.enter()()
	return t.socket.Dup()
}

func (t *twin) LocalAddr() (host.Addr, error) {
	defer t.enter()()
	return t.socket.LocalAddr()
}

func (t *twin) PeerAddr() (host.Addr, error) {
	defer t.enter()()
	return t.socket.PeerAddr()
}

func (t *twin) Option(level, name, size int) ([]byte, error) {
	defer t.enter()()
	return t.socket.Option(level, name, size)
}

func (t *twin) SetOption(level, name int, value []byte) error {
	defer t.enter()()
	return t.socket.SetOption(level, name, value)
}

func (t *twin) Kind() host.Kind { return t.socket.kind }

func (t *twin) Mark(host.Direction, int) {}
