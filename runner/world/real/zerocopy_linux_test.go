package real_test

import (
	"bytes"
	"encoding/binary"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// The bytes that were given to Send go as they were then, whatever becomes of
// their memory: the system must not read it later, not even if it is asked to.
func TestSendKeepsNothing(t *testing.T) {
	t.Parallel()
	const size, rounds = 64 << 10, 8
	client, server := pair(t, world(t), host.Inet(loopback, 0))
	for name, value := range map[int]uint32{unix.SO_ZEROCOPY: 1, syscall.SO_SNDBUF: 4 << 20} {
		if err := client.SetOption(syscall.SOL_SOCKET, name, binary.NativeEndian.AppendUint32(nil, value)); err != nil {
			t.Skip("not on this system:", err)
		}
	}
	p, want := make([]byte, size), []byte(nil)
	for i := range byte(rounds) {
		copy(p, bytes.Repeat([]byte{'a' + i}, size))
		n, err := client.Send(p, unix.MSG_ZEROCOPY, host.DontWait)
		if err != nil && err != syscall.EAGAIN {
			t.Fatal(err)
		}
		want = append(want, p[:n]...)
	}
	got := make([]byte, len(want))
	if n, err := server.Recv(got, syscall.MSG_WAITALL, host.Forever); n != len(want) || err != nil {
		t.Fatal(n, err)
	}
	if !bytes.Equal(got, want) {
		t.Error("other bytes arrived than were sent")
	}
}
