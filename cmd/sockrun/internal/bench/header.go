package main

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"time"
)

// A header of seven fields, among them a constant, an enum, bits, a length and
// a CRC-32, before 64 bytes: what a declared header costs beside one that is
// written by hand. A ready message is encoded; what is decoded can be read
// field by field.

const headers = 500_000

func headerFigures(s *stage) ([]*figure, error) {
	var figures []*figure
	for _, way := range []string{"encode", "decode"} {
		file, err := s.write("header-" + way + ".yaml")
		if err != nil {
			return nil, err
		}
		python := s.script("headers.py")
		if python != nil {
			python = append(python, way)
		}
		figures = append(figures, &figure{title: "header of seven fields, " + way, unit: "messages/s", peers: []*peer{
			{name: "raw Go", command: s.child("raw-header", way)},
			{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(1.5, "CPython class")}},
			{name: "CPython class", command: python},
		}})
	}
	return figures, nil
}

// rawMessage is the message as Go has it.
type rawMessage struct {
	magic         uint16
	version, kind uint8
	flags         uint8
	length, crc   uint32
	payload       []byte
}

const rawSize = 13

func (m *rawMessage) encode() []byte {
	b := make([]byte, 0, rawSize+len(m.payload))
	b = binary.BigEndian.AppendUint16(b, m.magic)
	b = append(b, m.version, m.kind, m.flags)
	b = binary.BigEndian.AppendUint32(b, uint32(len(m.payload)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(m.payload))
	return append(b, m.payload...)
}

var errMessage = errors.New("a message that is not right")

func decodeRaw(b []byte) (*rawMessage, error) {
	if len(b) < rawSize {
		return nil, errMessage
	}
	m := &rawMessage{
		magic: binary.BigEndian.Uint16(b), version: b[2], kind: b[3], flags: b[4],
		length: binary.BigEndian.Uint32(b[5:]), crc: binary.BigEndian.Uint32(b[9:]),
	}
	if m.payload = append(m.payload, b[rawSize:]...); m.magic != 0xCAFE || int(m.length) != len(m.payload) || crc32.ChecksumIEEE(m.payload) != m.crc {
		return nil, errMessage
	}
	return m, nil
}

func rawHeader(args []string) (sample, error) {
	m := &rawMessage{magic: 0xCAFE, version: 1, kind: 1, flags: 1, payload: make([]byte, messageSize)}
	data := m.encode()
	began := time.Now()
	for range headers {
		if args[0] == "encode" {
			data = m.encode()
		} else if _, err := decodeRaw(data); err != nil {
			return sample{}, err
		}
	}
	return sample{Value: headers / time.Since(began).Seconds(), KiB: peakKiB()}, nil
}
