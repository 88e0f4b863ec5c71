package play

import "testing"

// A command is known to buffer what it prints by the words that run Python.
func TestBuffersAsPython(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		argv    []string
		buffers bool
	}{
		{[]string{"python3", "server.py"}, true},
		{[]string{"/usr/bin/python3.12", "-m", "http.server"}, true},
		{[]string{"./server.py", "8080"}, true},
		{[]string{"sh", "-c", "cd app && python3 server.py"}, true},
		{[]string{"python3", "-u", "server.py"}, false},
		{[]string{"python3", "-Bu", "server.py"}, false},
		{[]string{"./server", "--menu"}, false},
	} {
		if got := buffersAsPython(c.argv); got != c.buffers {
			t.Errorf("%q: %v, want %v", c.argv, got, c.buffers)
		}
	}
}
