package luaapi_test

import (
	"errors"
	"testing"

	"sockrun/luaapi"
)

// TestTopic runs what fails, and looks where each error leads.
func TestTopic(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`socket.socket():bind()`:  "socket.bind",
		`socket.socket():rcev(1)`: "socket",
		`socket.sokcet()`:         "socket",
		`struct.pack(1)`:          "struct.pack",
		`struct.pack("i", "x")`:   "struct.error",
		`local s = socket.socket() s:bind("127.0.0.1", 0) socket.socket():connect(s:getsockname())`: "ECONNREFUSED",
		`socket.socket():connect("192.0.2.1", 1)`:                                                   "safety",
		`frame.fixed(2):encode("abc")`:                                                              "FrameError",
		`expect.equal(1, 2)`:                                                                        "",
		`error("out: of luck")`:                                                                     "",
		`local t = nil; return t.x`:                                                                 "",
		`socket.socket():settimeout("soon")`:                                                        "socket.settimeout",
		`local s = socket.socket() s:close() s:recv(1)`:                                             "EBADF",
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			_, err := run(t, code)
			if err == nil {
				t.Fatal("no error")
			}
			if got := luaapi.Topic(err); got != want {
				t.Errorf("%v leads to %q, want %q", err, got, want)
			}
		})
	}
	if got := luaapi.Topic(errors.New("anything else")); got != "" {
		t.Errorf("an error of others leads to %q", got)
	}
}
