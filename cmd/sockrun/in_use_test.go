package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"sockrun/runner/world/real"
)

// Where a port that files name is taken it is said by whom of the run, and what
// to write in a scenario.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	ports := &real.Ports{}
	free := `listen on port 0 for a free port: servers\.late\.port says which`
	for name, c := range map[string]struct{ text, told string }{
		"of the same scenario": {`
servers:
  early: {listen: "tcp://127.0.0.1:%[1]d", handler: conn:recv(1)}
  late: {listen: "tcp://127.0.0.1:%[1]d", handler: conn:recv(1)}
`, `address already in use; servers\.early listens there too; ` + free + ` \(EADDRINUSE\)`},
		"of another scenario": {`
name: one
timeout: 10m # however slow the machine is
servers:
  early: {listen: "tcp://127.0.0.1:%[1]d", handler: if conn:recv(1) == "x" then barrier("over") end}
clients: {c: {steps: [{barrier: over}]}}
---
name: two
timeout: 10m
setup: |
  local ok, s
  repeat
    time.sleep(0.01)
    ok, s = pcall(socket.create_connection, "127.0.0.1", %[1]d)
  until ok
  s:close()
servers:
  late: {listen: "tcp://127.0.0.1:%[1]d", handler: conn:recv(1)}
teardown: |
  local s = socket.create_connection("127.0.0.1", %[1]d)
  s:sendall("x")
  s:recv(1)
  s:close()
`, `address already in use; servers\.early of "one" \(.*in_use\.yaml:2\) has listened there in this run; ` + free + `, or keep the two apart with serial: true or -j 1 \(EADDRINUSE\)`},
		"by a script of the same scenario": {`
setup: s = socket.create_server("127.0.0.1", %[1]d)
servers:
  late: {listen: "tcp://127.0.0.1:%[1]d", handler: conn:recv(1)}
`, `address already in use; setup has bound a socket there; ` + free + ` \(EADDRINUSE\)`},
		"by a script of another scenario": {`
name: one
timeout: 10m
clients:
  early:
    script: |
      local s = socket.create_server("127.0.0.1", %[1]d)
      s:settimeout(600) -- so that nobody thinks it a deadlock before the other connects
      s:accept():recv(1)
---
name: two
timeout: 10m
setup: |
  local ok, s
  repeat
    time.sleep(0.01)
    ok, s = pcall(socket.create_connection, "127.0.0.1", %[1]d)
  until ok
  kept = s
servers:
  late: {listen: "tcp://127.0.0.1:%[1]d", handler: conn:recv(1)}
`, `address already in use; clients\.early of "one" \(.*in_use\.yaml:2\) has bound a socket there in this run; ` + free + `, or keep the two apart with serial: true or -j 1 \(EADDRINUSE\)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			port, err := ports.Take()
			if err != nil {
				t.Fatal(err)
			}
			defer ports.Give(port)
			file := filepath.Join(t.TempDir(), "in_use.yaml")
			if err := os.WriteFile(file, fmt.Appendf(nil, c.text, port), 0o600); err != nil {
				t.Fatal(err)
			}
			status, stdout, stderr := sockrun("-j", "2", file)
			if status != 1 || !regexp.MustCompile(c.told).MatchString(stdout) {
				t.Errorf("exit status is %d\n%s%s\nwant %s", status, stdout, stderr, c.told)
			}
		})
	}
}
