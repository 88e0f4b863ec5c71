package real_test

import (
	"io"
	"net"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

const message = 64

// BenchmarkPingPong sends 64 bytes there and back; "net" is the same on
// package net, to compare within one run.
func BenchmarkPingPong(b *testing.B) {
	b.Run("world", func(b *testing.B) {
		w := real.New(real.Options{})
		defer w.Close(0)
		client, server := pair(b, w, host.Inet(loopback, 0))
		noDelay(b, client)
		noDelay(b, server)
		w.Go("echo", func() {
			for buf := make([]byte, message); exchange(server, buf, true) == nil; {
			}
		})
		buf := make([]byte, message)
		b.ReportAllocs()
		for b.Loop() {
			if err := exchange(client, buf, false); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("net", func(b *testing.B) {
		client, server := netPair(b)
		go func() {
			for buf := make([]byte, message); netExchange(server, buf, true) == nil; {
			}
		}()
		buf := make([]byte, message)
		b.ReportAllocs()
		for b.Loop() {
			if err := netExchange(client, buf, false); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func noDelay(b *testing.B, s host.Socket) {
	b.Helper()
	if err := s.SetOption(6, 1, []byte{1, 0, 0, 0}); err != nil { // IPPROTO_TCP, TCP_NODELAY
		b.Fatal(err)
	}
}

// exchange sends buf and fills it with the answer; the echoing side begins
// with the second half.
func exchange(s host.Socket, buf []byte, echoes bool) error {
	if !echoes {
		if _, err := s.Send(buf, 0, host.Forever); err != nil {
			return err
		}
	}
	for got := 0; got < len(buf); {
		n, err := s.Recv(buf[got:], 0, host.Forever)
		if err != nil || n == 0 {
			return io.EOF
		}
		got += n
	}
	if echoes {
		_, err := s.Send(buf, 0, host.Forever)
		return err
	}
	return nil
}

func netExchange(c net.Conn, buf []byte, echoes bool) error {
	if !echoes {
		if _, err := c.Write(buf); err != nil {
			return err
		}
	}
	if _, err := io.ReadFull(c, buf); err != nil {
		return err
	}
	if echoes {
		_, err := c.Write(buf)
		return err
	}
	return nil
}

func netPair(b *testing.B) (client, server net.Conn) {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		b.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}
