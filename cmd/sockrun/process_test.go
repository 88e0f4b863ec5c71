package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// holdsOn is a scenario whose process connects to the test, as its child does
// with the same connection; neither ends when it is told to.
const holdsOn = `
processes:
  holder:
    command: [subject, hold, %q, %q]
    ready: {log: holding}
    stop: {grace: 0s}
clients:
  alice: {steps: [{sleep: %s}]}
`

// hold runs the scenario and returns it with the connection, once both have it.
func hold(t *testing.T, child, pause string) (*exec.Cmd, net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	file := filepath.Join(t.TempDir(), "holds.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, holdsOn, listener.Addr(), child, pause), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sockrun", "--allow-run=subject", file)
	command.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.ReadFull(conn, make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	return command, conn
}

func TestProcessesEndWithTheirGroups(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, child, pause string
		signal             syscall.Signal
		status             int
	}{
		{"at the end", "here", "1ms", 0, 0},
		{"at an interrupt", "here", "1m", syscall.SIGINT, 130},
		{"outside of the group at the end", "away", "1ms", 0, 0},
		{"outside of the group at an interrupt", "away", "1m", syscall.SIGINT, 130},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.child == "away" && runtime.GOOS != "linux" {
				t.Skip("only Linux shows the environments of processes")
			}
			command, conn := hold(t, c.child, c.pause)
			if c.signal != 0 {
				command.Process.Signal(c.signal)
			}
			if status := statusOf(command.Wait()); status != c.status {
				t.Errorf("exit status is %d, want %d", status, c.status)
			}
			if _, err := io.ReadAll(conn); err != nil {
				t.Errorf("somebody still holds the connection: %v", err)
			}
		})
	}
}
