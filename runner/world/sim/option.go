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
	reuse, share              bool // SO_REUSEADDR, SO_REUSEPORT
	sendBuffer, receiveBuffer int
	linger                    [2]int32 // on or off, seconds
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
	c.rest = maps.Clone(o.rest)
	return c
}

// abort says whether closing resets the connection.
func (o *options) abort() bool { return o.linger[0] != 0 && o.linger[1] == 0 }

func (o *options) v6only() bool {
	return o.rest[optionKey{syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY}] != 0
}

// Option reads an option as a 4-byte int of the platform, SO_LINGER as two,
// cut to size bytes. Options that no socket of this kind has fail with
// ENOPROTOOPT, levels that it has not with EOPNOTSUPP. SO_ERROR forgets the
// error that it tells.
func (s *socket) Option(level, name, size int) ([]byte, error) {
	if err := s.usable(host.DontWait); err != nil {
		return nil, err
	}
	if size < 0 {
		return nil, syscall.EINVAL
	}
	values, err := s.readOption(optionKey{level, name})
	if err != nil {
		return nil, err
	}
	var raw []byte
	for _, v := range values {
		raw = binary.NativeEndian.AppendUint32(raw, uint32(v))
	}
	return raw[:min(size, len(raw))], nil
}

func (s *socket) readOption(key optionKey) ([]int32, error) {
	o := &s.options
	switch key {
	case optionKey{syscall.SOL_SOCKET, syscall.SO_LINGER}:
		return o.linger[:], nil
	case optionKey{syscall.SOL_SOCKET, syscall.SO_SNDBUF}:
		return []int32{int32(o.sendBuffer)}, nil
	case optionKey{syscall.SOL_SOCKET, syscall.SO_RCVBUF}:
		return []int32{int32(o.receiveBuffer)}, nil
	}
	if v, ok := s.fact(key); ok {
		return []int32{v}, nil
	}
	standard, err := s.known(key)
	if err != nil {
		return nil, err
	}
	if v, ok := o.rest[key]; ok {
		return []int32{v}, nil
	}
	return []int32{standard.value}, nil
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
	}
	return s.platformFact(key)
}

// SetOption stores an option. Values have at least 4 bytes, SO_LINGER 8;
// flags are stored as 0 or 1 and buffers as the platform rounds them. Options
// that can only be read are ENOPROTOOPT.
func (s *socket) SetOption(level, name int, value []byte) error {
	if err := s.usable(host.DontWait); err != nil {
		return err
	}
	key := optionKey{level, name}
	standard, err := s.known(key)
	if err != nil {
		return err
	}
	if len(value) < 4 || standard.meaning == pair && len(value) < 8 {
		return syscall.EINVAL
	}
	v := int32(binary.NativeEndian.Uint32(value))
	switch o := &s.options; standard.meaning {
	case pair:
		o.linger = [2]int32{truth(v), int32(binary.NativeEndian.Uint32(value[4:]))}
	case sendSize:
		o.sendBuffer = bufferSize(v, minSendBuffer)
		s.writers.wake(&s.world.schedule)
	case receiveSize:
		o.receiveBuffer = bufferSize(v, minReceiveBuffer)
	case flag:
		s.store(key, truth(v))
	case number:
		s.store(key, v)
	}
	return nil
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

// standard is an option that can be set, with the value that it has at first.
type standard struct {
	value   int32
	meaning meaning
}

type meaning uint8

const (
	number meaning = iota
	flag
	pair
	sendSize
	receiveSize
)

// known returns what an option is on this kind of socket.
func (s *socket) known(key optionKey) (standard, error) {
	var found standard
	var ok bool
	isTCP := s.kind.IsStream() && !s.isUnix()
	switch {
	case key.level == syscall.SOL_SOCKET:
		found, ok = socketOption(key.name)
	case key.level == syscall.IPPROTO_TCP && isTCP:
		found, ok = tcpOption(key.name)
	case key.level == syscall.IPPROTO_IP && !s.isUnix():
		found, ok = ipOption(key.name)
	case key.level == syscall.IPPROTO_IPV6 && s.kind.Family == host.INET6:
		found, ok = ip6Option(key.name)
	default:
		return found, syscall.EOPNOTSUPP
	}
	if !ok {
		return found, syscall.ENOPROTOOPT
	}
	return found, nil
}

func socketOption(name int) (standard, bool) {
	switch name {
	case syscall.SO_REUSEADDR, unix.SO_REUSEPORT, syscall.SO_KEEPALIVE, syscall.SO_BROADCAST,
		syscall.SO_OOBINLINE, syscall.SO_DONTROUTE:
		return standard{meaning: flag}, true
	case syscall.SO_LINGER:
		return standard{meaning: pair}, true
	case syscall.SO_SNDBUF:
		return standard{meaning: sendSize}, true
	case syscall.SO_RCVBUF:
		return standard{meaning: receiveSize}, true
	case syscall.SO_RCVLOWAT:
		return standard{value: 1}, true
	}
	return standard{}, false
}

func tcpOption(name int) (standard, bool) {
	switch name {
	case syscall.TCP_NODELAY:
		return standard{meaning: flag}, true
	case syscall.TCP_MAXSEG:
		return standard{value: 536}, true
	case unix.TCP_KEEPCNT:
		return standard{value: 9}, true
	case unix.TCP_KEEPINTVL:
		return standard{value: 75}, true
	}
	return platformTCPOption(name)
}

func ipOption(name int) (standard, bool) {
	switch name {
	case syscall.IP_TTL:
		return standard{value: 64}, true
	case syscall.IP_TOS:
		return standard{}, true
	case syscall.IP_MULTICAST_TTL:
		return standard{value: 1}, true
	case syscall.IP_MULTICAST_LOOP:
		return standard{value: 1, meaning: flag}, true
	}
	return standard{}, false
}

func ip6Option(name int) (standard, bool) {
	switch name {
	case syscall.IPV6_V6ONLY:
		return standard{meaning: flag}, true
	case syscall.IPV6_UNICAST_HOPS:
		return standard{value: 64}, true
	case unix.IPV6_TCLASS:
		return standard{}, true
	}
	return standard{}, false
}
