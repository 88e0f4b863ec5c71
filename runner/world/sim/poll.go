package sim

import (
	"syscall"

	"sockrun/luaapi/host"
)

// Poll follows host.Network.
func (w *World) Poll(list []host.Watch, d host.Deadline) error {
	if w.ending.Load() {
		return w.refuse(d)
	}
	if err := look(list); err != errWait {
		return err
	}
	if d < 0 { // DontWait
		return w.park(d)
	}
	me := w.schedule.current
	w.watch(list, func(l *line) { l.watchers = append(l.watchers, me) })
	defer w.watch(list, func(l *line) { l.watchers = without(l.watchers, me) })
	for {
		parked := w.park(d)
		if parked == host.ErrEnded {
			return parked
		}
		if err := look(list); err != errWait {
			return err
		}
		if parked != nil {
			return parked
		}
	}
}

// watch calls do for each line of the sockets, in order.
func (w *World) watch(list []host.Watch, do func(*line)) {
	for _, watch := range list {
		s, _, _ := descriptor(watch.Socket)
		do(&s.readers)
		do(&s.writers)
	}
}

// look notes what is ready. It is errWait when nothing is.
func look(list []host.Watch) error {
	err := errWait
	for i := range list {
		s, closed, ok := descriptor(list[i].Socket)
		switch {
		case !ok:
			return syscall.EOPNOTSUPP
		case closed:
			return syscall.EBADF
		}
		list[i].Ready = s.events() & list[i].Wanted
		if list[i].Ready != 0 {
			err = nil
		}
	}
	return err
}

// descriptor returns the socket behind a descriptor.
func descriptor(hs host.Socket) (s *socket, closed, ok bool) {
	switch d := hs.(type) {
	case *socket:
		return d, d.closed || d.left, true
	case *twin:
		return d.socket, d.closed, true
	}
	return nil, false, false
}

// events are what the socket is ready for, as poll(2) says it on Linux.
func (s *socket) events() (ready host.Events) {
	if s.readable() {
		ready |= host.Readable
	}
	if s.writable() {
		ready |= host.Writable
	}
	return ready
}

func (s *socket) readable() bool {
	in := s.stream.in
	switch {
	case s.listener != nil:
		return len(s.listener.queue) > 0 || s.shutRead && s.isUnix()
	case s.err != 0 || s.shutRead:
		return true
	case !s.kind.Accepts():
		return len(s.inbox.packets) > 0
	case in == nil: // never connected: it has hung up
		return s.state != connecting
	}
	return in.hasCome() || len(in.messages) > 0 || in.finished || s.state == reset
}

func (s *socket) writable() bool {
	switch {
	case s.listener != nil || s.state == connecting:
		return false
	case s.err != 0 || s.shutSend:
		return true
	case s.kind.Accepts():
		return s.stream.out == nil || s.state != standing || s.hasSendRoom()
	case s.isUnix() && s.connected():
		receiver, err := s.unixReceiver(nil)
		return err != nil || receiver.hasRoomFor(s, nil)
	}
	return true
}

// hasSendRoom says whether a connection takes at least one byte, or would say at
// once why not.
func (s *socket) hasSendRoom() bool {
	if s.isUnix() && s.stream.other.closed {
		return true
	}
	if s.kind.Type == host.SeqPacket {
		return s.hasMessageRoom(1)
	}
	return s.stream.out.size() < s.buffer()
}
