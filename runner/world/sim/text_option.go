package sim

import (
	"bytes"
	"syscall"
)

// The options that are texts: the device that a socket is bound to, and the
// name of an algorithm.

const (
	longestDevice     = 15
	longestAlgorithm  = 16 // all of it is read, with NUL bytes behind the name
	standardAlgorithm = "cubic"
)

func (s *socket) setText(key optionKey, r rule, value []byte) error {
	text, _, _ := bytes.Cut(value, []byte{0})
	name := string(text)
	switch {
	case r.meaning == device && name != "" && name[:min(len(name), longestDevice)] != loopbackName:
		return syscall.ENODEV
	case r.meaning == congestion && len(value) == 0:
		return syscall.EINVAL
	case r.meaning == congestion && name != standardAlgorithm && name != "reno":
		return syscall.ENOENT
	}
	if s.options.texts == nil {
		s.options.texts = make(map[optionKey]string)
	}
	s.options.texts[key] = name
	return nil
}

func (s *socket) readText(key optionKey, r rule) []byte {
	text, set := s.options.texts[key]
	switch {
	case r.meaning == device && text == "":
		return nil
	case r.meaning == device:
		return append([]byte(text), 0)
	case !set:
		text = standardAlgorithm
	}
	padded := make([]byte, longestAlgorithm)
	copy(padded, text)
	return padded
}
