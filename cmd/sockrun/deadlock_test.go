package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A peer outside of the scenario may act at any time, so nothing is said before
// it has.
func TestOutsidePeerMayAct(t *testing.T) {
	t.Parallel()
	outside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer outside.Close()
	go func() {
		for {
			conn, err := outside.Accept()
			if err != nil {
				return
			}
			time.Sleep(200 * time.Millisecond) // what a server does that is slow
			conn.Write([]byte("x"))
			conn.Close()
		}
	}()
	file := filepath.Join(t.TempDir(), "outside.yaml")
	text := strings.ReplaceAll(`
name: waits for an answer
clients:
  a: {connect: "tcp://ADDRESS", steps: [{expect: x}]}
---
name: waits for one of many
clients:
  a:
    script: |
      local idle = socket.create_server({host = "127.0.0.1", port = 0})
      local out = socket.create_connection(vars.host, vars.port)
      local r = select.select({idle, out}, {}, {})
      expect.equal(#r, 1)
      expect.equal(out:recv(1), "x")
vars: {host: HOST, port: PORT}
`, "ADDRESS", outside.Addr().String())
	host, port, _ := net.SplitHostPort(outside.Addr().String())
	text = strings.NewReplacer("HOST", host, "PORT", port).Replace(text)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, stdout, stderr := sockrun(file); status != 0 {
		t.Errorf("exit status is %d\n%s%s", status, stdout, stderr)
	}
}
