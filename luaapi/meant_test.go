package luaapi_test

import (
	"strings"
	"testing"
)

// TestMeant holds what is said of names that are not there: the nearest one,
// or what there is instead of what other Luas have.
func TestMeant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, want string }{
		{`prnt(1)`, `attempt to call a nil value (global 'prnt'); did you mean print?`},
		{`for _ in prnt do end`, `attempt to call a nil value (global 'prnt'); did you mean print?`},
		{`sockt.socket()`, `attempt to index a nil value (global 'sockt') with key 'socket'; did you mean socket?`},
		{`return #prnt`, `attempt to get the length of a nil value (global 'prnt'); did you mean print?`},
		{`return 1 + prnt`, `attempt to perform arithmetic on a nil value (global 'prnt'); did you mean print?`},
		{`return "x" .. prnt`, `attempt to concatenate a nil value (global 'prnt'); did you mean print?`},
		{`local message = 1 return mesage.x`, `attempt to index a nil value (global 'mesage') with key 'x'; did you mean message?`},
		{`local outer = 1 local function f() return outer + outr end f()`, `attempt to perform arithmetic on a nil value (global 'outr'); did you mean outer?`},
		{`function greet() end gret()`, `attempt to call a nil value (global 'gret'); did you mean greet?`},
		{`math.flor(1)`, `attempt to call a nil value (field 'flor'); did you mean floor?`},
		{`local t = {count = 1} t.cont()`, `attempt to call a nil value (field 'cont'); did you mean count?`},
		{`local t = {count = 1} t:cont()`, `attempt to call a nil value (method 'cont'); did you mean count?`},
		{`("x"):uper()`, `attempt to call a nil value (method 'uper'); did you mean upper?`},
		{`local t = {} t:insert(1)`, `attempt to call a nil value (method 'insert'); write table.insert(t, …)`},
		{`local t = {} t:unpack()`, `attempt to call a nil value (method 'unpack'); write unpack(t)`},
		{`error()`, `nil was raised: error() was given no message`},
		{`setmetatable({}, {__index = {count = 1}}).cont()`, `attempt to call a nil value (field 'cont')`},
		{`local t = setmetatable({}, {__index = {count = 1}}) t.cont()`, `attempt to call a nil value (field 'cont'); did you mean count?`},
		{`local t = setmetatable({}, {__index = function() end}) t.cont()`, `attempt to call a nil value (field 'cont')`},
		{`({}).x()`, `attempt to call a nil value (field 'x')`},
		{`local x x()`, `attempt to call a nil value (local 'x')`},
		{`s:process()`, `attempt to index a nil value (global 's') with key 'process'`},
		{`socket.socket().fam()`, `a socket has no fam; did you mean family?`},
		{`xyzzy()`, `attempt to call a nil value (global 'xyzzy')`},
		{`table.unpack({})`, `attempt to call a nil value (field 'unpack'); table.unpack is not there: Lua 5.1 has unpack(t)`},
		{`utf8.char(1)`, `attempt to index a nil value (global 'utf8') with key 'char'; utf8.char is not there: take the text apart with string functions, which count bytes; encodings are in codec, and "\u{20AC}" writes a character`},
		{`io.popen("ls")`, `attempt to call a nil value (field 'popen'); io.popen is not there: programs are run with subprocess.run, as in subprocess.run{"ls", "-l"}, and --allow-run=PROGRAM allows them`},
		{`("x"):pack(1)`, `attempt to call a nil value (method 'pack'); string.pack is not there: struct.pack, struct.unpack and struct.calcsize do it, with the formats of Python's struct`},
		{`for i in range(3) do end`, `attempt to call a nil value (global 'range'); range is not there: write for i = 1, n do … end`},
		{`local t = {} t.range()`, `attempt to call a nil value (field 'range')`},
		{`open("x")`, `attempt to call a nil value (global 'open'); open is not there: write io.open(path, mode)`},
		{`input()`, `attempt to call a nil value (global 'input'); input is not there: write io.read()`},
		{`isinstance(1, str)`, `attempt to call a nil value (global 'isinstance'); isinstance is not there: write type(v) == "string", "number", "table" and so on`},
		{`print(f"{x}")`, `attempt to call a nil value (global 'f'); for f"{x}" write string.format("%s", x), or join with ..`},
		{`f("x")`, `attempt to call a nil value (global 'f')`},
		{`print(b"x")`, `attempt to call a nil value (global 'b'); strings are bytes: write "\xff" without the b`},
		{`print(f(1))`, `attempt to call a nil value (global 'f')`},
		{`bytes.fromhex("00")`, `attempt to index a nil value (global 'bytes') with key 'fromhex'; bytes.fromhex is not there: write hex.decode(text)`},
		{`threading.Thread(f)`, `attempt to index a nil value (global 'threading') with key 'Thread'; threading.Thread is not there: write task.spawn(function() … end)`},
		{`select.poll()`, `select has no poll: write select.select(r, w, x, timeout)`},
		{`socket.socket():recv_into()`, `a socket has no recv_into: strings do not change: recv returns the bytes`},
		{`socket.setdefaulttimeout(5)`, `socket has no setdefaulttimeout: each socket has its own: write s:settimeout(seconds)`},
		{`socketserver.ForkingTCPServer()`, `socketserver has no ForkingTCPServer: ThreadingTCPServer and ThreadingUDPServer serve each request in a task of its own`},
		{`io.output(f)`, `attempt to call a nil value (field 'output'); io.output is not there: a file that io.open returns has read, write and close, and so have io.stdin, io.stdout and io.stderr`},
		{`module("x")`, `attempt to call a nil value (global 'module'); module is not there: a module is a file that returns its table: see require`},
		{`local t = {} t:append(1)`, `attempt to call a nil value (method 'append'); write table.insert(t, v)`},
		{`("a"):strip()`, `attempt to call a nil value (method 'strip'); string.strip is not there: write s:match("^%s*(.-)%s*$")`},
		{`("a"):split(",")`, `attempt to call a nil value (method 'split'); string.split is not there: write for part in s:gmatch("[^,]+") do … end`},
		{`("a"):startswith("a")`, `attempt to call a nil value (method 'startswith'); string.startswith is not there: write s:sub(1, #text) == text`},
		{`("a"):endswith("a")`, `attempt to call a nil value (method 'endswith'); string.endswith is not there: write s:sub(-#text) == text`},
		{`("a"):encode()`, `attempt to call a nil value (method 'encode'); string.encode is not there: strings are bytes already; other encodings than utf-8 are in codec, as in codec.encode(s, "gbk")`},
		{`return "a" + "b"`, `attempt to perform arithmetic on a string value; strings are joined with ..`},
		{`local x = 1 return "n: " + x`, `attempt to perform arithmetic on a string value; strings are joined with ..`},
		{`return "%d" % 3`, `attempt to perform arithmetic on a string value; write string.format(format, …)`},
		{`return "ab" * 3`, `attempt to perform arithmetic on a string value; write string.rep(s, n)`},
		{`for x in {1, 2, 3} do end`, `attempt to call a table value; write for i, v in ipairs(t) do, or pairs(t) for what is no list`},
		{`expect(1)`, `attempt to call a table value (global 'expect'); write expect.equal(received, expected)`},
		{`socket()`, `attempt to call a table value (global 'socket'); write socket.socket(…)`},
		{`string.format("%d", "x")`, `string.format: argument 2 must be a number, got string "x"`},
		{`socket.socket(socket.AF_INET, socket.SOCK_TCP)`, `socket has no SOCK_TCP: TCP is socket.SOCK_STREAM`},
		{`socket.socket(socket.AF_INET, socket.SOCK_UDP)`, `socket has no SOCK_UDP: UDP is socket.SOCK_DGRAM`},
		{`socket.socket():messages()`, `a socket has no messages: this connection has no frame: give it one with frame:, or by s:framed(codec) in Lua`},
		{`socket.socket():framed(frame.varint()):sendall("x")`, `a stream has no sendall: write send, which sends one message; bytes are sent by send_raw`},
		{`socket.socket():framed(frame.varint()):getpeername()`, `a stream has no getpeername: that is the socket's, which is the field socket, as in conn.socket:getpeername()`},
		{`json.encode({})`, `json has no encode: it is json.dumps`},
		{`socket.socket():receive()`, `a socket has no receive: it is recv, recv_exact, recv_line or recv_until`},
		{`local data = "abc" return data[0] + 1`, `attempt to perform arithmetic on a nil value (field '0'); a string has no elements: s:byte(i) is the number of byte i, from 1, and s:sub(i, i) the byte`},
		{`local data = "abc" local function f(i) return data[i]:upper() end f(1)`, `attempt to index a nil value with key 'upper'; a string has no elements: s:byte(i) is the number of byte i, from 1, and s:sub(i, i) the byte`},
		{`data = "abc" string.char(data[1])`, `string.char: argument 1 must be an integer, got nil; a string has no elements: s:byte(i) is the number of byte i, from 1, and s:sub(i, i) the byte`},
		{`local data = {} bit.band(data[1], 1)`, `bit.band: x must be an integer or int64, got nil`},
		{`local data = 1 bit.band(daata, 1)`, `bit.band: x must be an integer or int64, got nil; did you mean data?`},
		{`local seconds = 1 socket.socket():recv(secnds)`, `socket:recv: n must be an integer, got nil; did you mean seconds?`},
		{`for line in io.stdin do end`, `attempt to call a file value; write for line in f:lines() do`},
		{`local s = socket.socket() for line in s do end`, `attempt to call a socket value (local 's'); write for line in s:makefile():lines() do`},
		{`local s = socket.socket():framed(frame.varint()) for m in s do end`, `attempt to call a stream value (local 's'); write for message in conn:messages() do`},
		{`for c in "abc" do end`, `attempt to call a string value; write for byte in s:gmatch(".") do, or for part in s:gmatch(pattern) do`},
		{`io.stdin:readline()`, `a file has no readline: write f:read("*l"), which gives the line without its \n, nil at the end`},
		{`task.spawn(print):start()`, `a task has no start: task.spawn has started it`},
		{`return 1 == errno.EAGAIN`, `attempt to index a nil value (global 'errno') with key 'EAGAIN'; errno.EAGAIN is not there: errors are told apart by err.code, as in err.code == "ECONNREFUSED", or by err.name`},
		{`int.from_bytes("x", "big")`, `attempt to index a nil value (global 'int') with key 'from_bytes'; int.from_bytes is not there: write struct.unpack(">I", bytes)`},
		{`("x"):rstrip()`, `attempt to call a nil value (method 'rstrip'); string.rstrip is not there: write s:match("^(.-)%s*$")`},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			if e := asError(t, runScript(t, setup{code: c.code})); strings.TrimSpace(e.Message) != c.want || e.Line != 1 {
				t.Errorf("line %d, text\n%s\nwant\n%s", e.Line, e.Message, c.want)
			}
		})
	}
}
