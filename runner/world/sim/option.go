package sim

import (
	"encoding/binary"
	"maps"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// The buffers that Linux gives a socket, in bytes.
const (
	tcpSendBuffer    = 16384
	tcpReceiveBuffer = 131072
	otherBuffer      = 212992
)

// options are what SetOption has stored. The few that the simulated network
// acts upon are fields, the others are only read back.
type options struct {
	reuse, share, broadcast   bool // SO_REUSEADDR, SO_REUSEPORT, SO_BROADCAST
	sendBuffer, receiveBuffer int
	linger                    [2]int32 // on or off, seconds
	groups                    []group  // of multicast
	texts                     map[optionKey]string
	rest                      map[optionKey]int32
}

type optionKey struct{ level, name int }

// prepare sets the buffers of a new socket.
func (o *options) prepare(kind host.Kind) {
	o.sendBuffer, o.receiveBuffer = otherBuffer, otherBuffer
	if kind.IsStream() && kind.Family != host.UNIX {
		o.sendBuffer, o.receiveBuffer = tcpSendBuffer, tcpReceiveBuffer
	}
}

// clone copies the options for an accepted socket.
func (o *options) clone() options {
	c := *o
	c.rest, c.texts, c.groups = maps.Clone(o.rest), maps.Clone(o.texts), nil
	return c
}

// abort says whether closing resets the connection.
func (o *options) abort() bool { return o.linger[0] != 0 && o.linger[1] == 0 }

var v6only = ip6Level(syscall.IPV6_V6ONLY)

func (o *options) v6only() bool { return o.rest[v6only] != 0 }

// Option reads an option as a 4-byte int of the platform, SO_LINGER as two,
// cut to size bytes; texts as they are. Options that no socket of this kind has
// fail as Linux does. SO_ERROR forgets the error that it tells.
func (s *socket) Option(level, name, size int) ([]byte, error) {
	if err := s.usable(host.DontWait); err != nil {
		return nil, err
	}
	if size < 0 {
		return nil, syscall.EINVAL
	}
	value, err := s.readOption(optionKey{level, name})
	return value[:min(size, len(value))], err
}

func (s *socket) readOption(key optionKey) ([]byte, error) {
	if v, ok := s.fact(key); ok {
		return ints(v), nil
	}
	rule, err := s.rule(key, true)
	if err != nil {
		return nil, err
	}
	switch o := &s.options; rule.meaning {
	case pair:
		return ints(o.linger[:]...), nil
	case sendSize:
		return ints(int32(o.sendBuffer)), nil
	case receiveSize:
		return ints(int32(o.receiveBuffer)), nil
	case device, congestion:
		return s.readText(key, rule), nil
	case credentials:
		return s.credentials(), nil
	case membership:
		return nil, syscall.ENOPROTOOPT
	default:
		if v, ok := o.rest[key]; ok {
			return ints(v), nil
		}
		return ints(rule.value), nil
	}
}

// ints are values as the platform has them.
func ints(values ...int32) (raw []byte) {
	for _, v := range values {
		raw = binary.NativeEndian.AppendUint32(raw, uint32(v))
	}
	return raw
}

// fact returns the options that can only be read.
func (s *socket) fact(key optionKey) (int32, bool) {
	switch key {
	case optionKey{syscall.SOL_SOCKET, syscall.SO_TYPE}:
		return int32(s.kind.Type), true
	case optionKey{syscall.SOL_SOCKET, syscall.SO_ERROR}:
		err := s.err
		s.err = 0
		return int32(err), true
	case optionKey{syscall.SOL_SOCKET, unix.SO_ACCEPTCONN}:
		if s.listener != nil {
			return 1, true
		}
		return 0, true
	case optionKey{syscall.SOL_SOCKET, syscall.SO_SNDLOWAT}:
		return 1, true
	}
	return s.platformFact(key)
}

// SetOption stores an option, as Linux rounds it. Options that can only be
// read are ENOPROTOOPT.
func (s *socket) SetOption(level, name int, value []byte) error {
	if err := s.usable(host.DontWait); err != nil {
		return err
	}
	key := optionKey{level, name}
	rule, err := s.rule(key, false)
	if level == syscall.SOL_SOCKET && len(value) < 4 && (err != nil || rule.meaning != device) {
		return syscall.EINVAL
	}
	if v, _ := number32(level, value); err != nil && !(rule.mayBeOff && v == 0) {
		return err
	}
	switch rule.meaning {
	case device, congestion:
		return s.setText(key, rule, value)
	case membership:
		return s.changeGroup(name, value)
	case outgoing:
		return s.setOutgoing(key, value)
	case credentials:
		return syscall.ENOPROTOOPT
	}
	if key == v6only && s.port != 0 {
		return syscall.EINVAL
	}
	return s.setNumber(key, rule, value)
}

func (s *socket) setNumber(key optionKey, rule rule, value []byte) error {
	v, ok := number32(key.level, value)
	if !ok || rule.meaning == pair && len(value) < 8 {
		return syscall.EINVAL
	}
	switch o := &s.options; rule.meaning {
	case pair:
		o.linger[0] = truth(v)
		if v != 0 { // else the seconds stay
			o.linger[1] = int32(binary.NativeEndian.Uint32(value[4:]))
		}
	case sendSize:
		o.sendBuffer = bufferSize(v, minSendBuffer)
		s.writers.wake(&s.world.schedule)
	case receiveSize:
		o.receiveBuffer = bufferSize(v, minReceiveBuffer)
	case flag:
		s.store(key, truth(v))
	default:
		v, err := rule.bounded(v)
		if err != nil {
			return err
		}
		s.store(key, v&^rule.mask(s.kind))
	}
	return nil
}

// number32 is the value of an option of the size of a C int. One byte is enough
// for those of IP.
func number32(level int, value []byte) (int32, bool) {
	switch {
	case len(value) >= 4:
		return int32(binary.NativeEndian.Uint32(value)), true
	case level == syscall.IPPROTO_IP && len(value) > 0:
		return int32(value[0]), true
	}
	return 0, false
}

func (s *socket) store(key optionKey, v int32) {
	o := &s.options
	if o.rest == nil {
		o.rest = make(map[optionKey]int32)
	}
	o.rest[key] = v
	switch key {
	case optionKey{syscall.SOL_SOCKET, syscall.SO_REUSEADDR}:
		o.reuse = v != 0
	case optionKey{syscall.SOL_SOCKET, unix.SO_REUSEPORT}:
		o.share = v != 0
	case optionKey{syscall.SOL_SOCKET, syscall.SO_BROADCAST}:
		o.broadcast = v != 0
	}
}

func truth(v int32) int32 {
	if v != 0 {
		return 1
	}
	return 0
}

// bufferSize follows Linux's sysctl net.core.rmem_max and wmem_max.
func bufferSize(asked int32, least int) int {
	return max(least, min(max(int(asked), 0), otherBuffer)*bufferFactor)
}
