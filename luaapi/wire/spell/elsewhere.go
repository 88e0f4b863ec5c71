package spell

import (
	"slices"
	"strings"
)

// Elsewhere says what to write instead of a name that other Luas, LuaSocket and
// other languages have and that scripts do not: "" for all other names. Names in
// a module are written with it: "table.unpack".
func Elsewhere(name string) string {
	for _, e := range slices.Concat(elsewhere(), python()) {
		if e.isMeantBy(name) {
			return e.instead
		}
	}
	return ""
}

type foreign struct{ names, instead string }

// isMeantBy says whether a name is one of them; "bit32.*" stands for the module
// and all that is in it.
func (f foreign) isMeantBy(name string) bool {
	for known := range strings.FieldsSeq(f.names) {
		module, all := strings.CutSuffix(known, ".*")
		if known == name || all && (name == module || strings.HasPrefix(name, module+".")) {
			return true
		}
	}
	return false
}

func elsewhere() []foreign {
	const (
		pieces  = "take the text apart with string functions, which count bytes; encodings are in codec, and \"\\u{20AC}\" writes a character"
		files   = "files of one's own belong into the temporary folder, vars.tmp in a scenario"
		program = "programs are run with subprocess.run, as in subprocess.run{\"ls\", \"-l\"}, and --allow-run=PROGRAM allows them"
		waits   = "write time.sleep(seconds)"
		made    = "write socket.socket(), and its family and type: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
	)
	return []foreign{
		{"io.popen os.execute os.spawn", program},
		{"os.tmpname io.tmpfile", files},
		{"io.input io.output io.close", "a file that io.open returns has read, write and close, and so have io.stdin, io.stdout and io.stderr"},
		{"module", "a module is a file that returns its table: see require"},
		{"string.dump", "there is no bytecode"},
		{"table.foreach table.foreachi", "write for k, v in pairs(t) do … end"},
		{"os.setlocale", "everything is in the C locale"},
		{"os.sleep socket.sleep sleep", waits},
		{"table.unpack", "Lua 5.1 has unpack(t)"},
		{"table.pack", "write {n = select(\"#\", ...), ...}"},
		{"table.move", "write a loop"},
		{"table.getn", "write #t"},
		{"string.pack string.unpack string.packsize", "struct.pack, struct.unpack and struct.calcsize do it, with the formats of Python's struct"},
		{"utf8.*", pieces},
		{"bit32.*", "the functions are in bit, as in bit.band(a, b); their results are signed, x % 2^32 is the unsigned one"},
		{"math.tointeger math.type", "numbers are doubles, whole when n % 1 == 0; exact integers of 64 bits are made by int64(n)"},
		{"math.maxinteger math.mininteger math.ult", "numbers are doubles, exact below 2^53; exact integers of 64 bits are made by int64(n)"},
		{"rawlen", "write #t"},
		{"warn", "write log.warning(message)"},
		{"printf", "write print(string.format(…))"},
		{"package.*", "require finds modules beside the script, then in lib/ of each folder up to the root"},
		{"coroutine.close coroutine.isyieldable", "that is of Lua 5.3 and later"},
		{"debug.getlocal debug.getupvalue debug.sethook debug.setmetatable debug.getmetatable debug.debug", "scripts have debug.traceback and debug.getinfo"},
		{"socket.tcp socket.udp socket.tcp4 socket.tcp6 socket.udp4 socket.udp6", made},
		{"socket.connect", "write socket.create_connection({host, port}), or make a socket and call its connect"},
		{"socket.bind", "write socket.create_server({host, port}), or make a socket and call its bind and listen"},
		{"socket.gettime", "write time.time(), or time.monotonic()"},
		{"socket.select", "it is select.select(r, w, x, timeout)"},
		{"socket.receive socket:receive", "it is recv, recv_exact, recv_line or recv_until"},
		{"stream.receive stream.read stream.readline stream.recv_message", "write recv, which takes one message"},
		{"stream.write", "write send, which sends one message"},
		{"time.clock time.process_time", "it is os.clock(), or time.monotonic()"},
		{"conn.*", "a handler in a *_test.lua file gets it as its argument: handler = function(conn) … end"},
		{"s.server s.client s.process s.connect s.skip", "the function of a scenario gets it as its argument: scenario(name, function(s) … end)"},
		{"test it describe", "a test in a *_test.lua file is scenario(name, function(s) … end)"},
		{"self.recv self.send self.sendall self.messages self.recv_exact self.recv_line self.close self.settimeout", "that is the connection's, and the first argument: handler = function(conn, self) … end"},
		{"time.now", "write time.time(), or time.monotonic()"},
		{"socket.socket", "this connection has no frame, so it is the socket itself"},
		{"socket.messages socket.request socket.send_raw socket.expect_close socket.recv_head socket.send_head", "this connection has no frame: give it one with frame:, or by s:framed(codec) in Lua"},
		{"stream.sendall", "write send, which sends one message; bytes are sent by send_raw"},
		{"stream.recv_exact stream.recv_line stream.recv_until stream.recvfrom stream.sendto stream.shutdown stream.getsockname stream.getpeername stream.setsockopt stream.getsockopt stream.fileno stream.starttls", "that is the socket's, which is the field socket, as in conn.socket:getpeername()"},
		{"socket.SOCK_TCP", "TCP is socket.SOCK_STREAM"},
		{"socket.SOCK_UDP", "UDP is socket.SOCK_DGRAM"},
		{"socket.error socket.timeout", "errors are told apart by err.code, as in err.code == \"ECONNREFUSED\""},
		{"json.encode", "it is json.dumps"},
		{"json.decode", "it is json.loads"},
	}
}
