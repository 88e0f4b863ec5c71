package runner

import (
	"os"
	"path/filepath"
	"testing"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// A body may go on to start actors while what failed is told and the end is waited
// for. Only the race detector sees whether the two are in each other's way.
func TestBodyGrowsWhileItsScenarioFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "grows_test.lua")
	err := os.WriteFile(path, []byte(`
scenario("grows", function(s)
  s:server{name = "first", listen = "tcp://127.0.0.1:0", handler = function(conn) error("went wrong") end}
  s:client{name = "alice", connect = "first", script = function(conn) conn:recv(1) end}
  for n = 1, math.huge do
    s:server{name = "server" .. n, listen = "tcp://127.0.0.1:0", handler = function() end}
    time.sleep(0.001)
  end
end)
`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	loaded := Load([]string{path}, filepath.Dir(path), scenario.LoadOptions{})
	if len(loaded.Errors) > 0 {
		t.Fatal(loaded.Errors)
	}
	report := func(r *outcome.Result) {
		if r.Verdict != outcome.Error || r.Cause.Message != "went wrong" {
			t.Errorf("%s: %+v", r.Verdict, r.Cause)
		}
	}
	if err := Run(t.Context(), loaded.Scenarios, Options{Jobs: 1}, report); err != nil {
		t.Fatal(err)
	}
}
