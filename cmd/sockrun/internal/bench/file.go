package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

// One file of a gigabyte with a JSON header, as conversation 10 has it: sent,
// written, hashed and verified. The clock runs from the connect to the answer.

const (
	fileBytes = 1 << 30
	fileChunk = 64 << 10
)

func fileFigures(s *stage) ([]*figure, error) {
	source := filepath.Join(s.dir, "source.bin")
	if err := makeFile(source); err != nil {
		return nil, err
	}
	file, err := s.write("file.yaml")
	if err != nil {
		return nil, err
	}
	python := s.script("file.py")
	if python != nil {
		python = append(python, source)
	}
	return []*figure{{title: "file of 1 GiB with a JSON header", unit: "MB/s", peers: []*peer{
		{name: "raw Go", command: s.child("raw-file", source)},
		{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(0.97, "raw Go"), memoryAtMost(16 << 10)}},
		{name: "CPython threads", command: python},
	}}}, nil
}

func makeFile(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	chunk := bytes.Repeat([]byte("sockrun "), 1<<17)
	for range fileBytes / len(chunk) {
		if _, err := f.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}

// announced is the header of the file.
type announced struct {
	Filename string `json:"filename"`
	Filesize int64  `json:"filesize"`
	SHA256   []byte `json:"sha256"`
}

// rawFile is the transfer in plain Go.
func rawFile(args []string) (sample, error) {
	source, err := os.Open(args[0])
	if err != nil {
		return sample{}, err
	}
	defer source.Close()
	sum := sha256.New()
	if err := pour(sum, source, fileBytes); err != nil {
		return sample{}, err
	}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return sample{}, err
	}
	near, far, err := connected()
	if err != nil {
		return sample{}, err
	}
	defer near.Close()
	received := make(chan error, 1)
	go func() { received <- receiveFile(far, args[0]+".received") }()
	began := time.Now()
	if err := sendFile(near, source, sum); err != nil {
		return sample{}, err
	}
	if err := <-received; err != nil {
		return sample{}, err
	}
	return sample{Value: fileBytes / time.Since(began).Seconds() / 1e6, KiB: peakKiB()}, nil
}

// sendFile sends header and file and waits for the answer.
func sendFile(c net.Conn, source *os.File, sum hash.Hash) error {
	header, err := json.Marshal(announced{"source.bin", fileBytes, sum.Sum(nil)})
	if err != nil {
		return err
	}
	if _, err := c.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(header))), header...)); err != nil {
		return err
	}
	if err := pour(c, source, fileBytes); err != nil {
		return err
	}
	answer := make([]byte, 2)
	_, err = io.ReadFull(c, answer)
	return err
}

// receiveFile writes what comes and checks its sum.
func receiveFile(c net.Conn, path string) error {
	defer c.Close()
	length := make([]byte, 4)
	if _, err := io.ReadFull(c, length); err != nil {
		return err
	}
	text := make([]byte, binary.BigEndian.Uint32(length))
	if _, err := io.ReadFull(c, text); err != nil {
		return err
	}
	var header announced
	if err := json.Unmarshal(text, &header); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	defer file.Close()
	sum := sha256.New()
	if err := pour(io.MultiWriter(file, sum), c, header.Filesize); err != nil {
		return err
	}
	if !bytes.Equal(sum.Sum(nil), header.SHA256) {
		return fmt.Errorf("the sum of %s differs", path)
	}
	_, err = c.Write([]byte("ok"))
	return err
}

// pour copies n bytes through a buffer, and only so: the system's own ways
// between file and socket are slower here.
func pour(to io.Writer, from io.Reader, n int64) error {
	_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{io.LimitReader(from, n)}, make([]byte, fileChunk))
	return err
}
