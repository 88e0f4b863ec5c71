package spell

// python are the names of Python that are no Lua, methods of its strings among
// them. A name stands before the module that has it, if both are here.
func python() []foreign {
	return []foreign{
		{"True", "write true"},
		{"False", "write false"},
		{"None", "write nil"},
		{"len", "write #t"},
		{"str repr", "write tostring(v)"},
		{"range", "write for i = 1, n do … end"},
		{"enumerate", "write for i, v in ipairs(t) do … end"},
		{"open", "write io.open(path, mode)"},
		{"input", "write io.read()"},
		{"isinstance", "write type(v) == \"string\", \"number\", \"table\" and so on"},
		{"int float", "write tonumber(text), and math.floor(n) for a whole number"},
		{"max min abs", "it is in math, as in math.max(a, b)"},
		{"sorted", "write table.sort(t), which sorts in place"},
		{"hasattr", "write t.name ~= nil"},
		{"chr", "write string.char(n)"},
		{"ord", "write s:byte()"},
		{"bytes.fromhex bytearray.fromhex", "write hex.decode(text)"},
		{"bytes.* bytearray.*", "strings are bytes: \"\\x00\\xff\", and string.rep(\"\\0\", n) makes n of them"},
		{"try.* except.* finally.*", "write local ok, err = pcall(function() … end)"},
		{"threading.* asyncio.* concurrent.*", "write task.spawn(function() … end)"},
		{"subprocess.Popen subprocess.call subprocess.check_call subprocess.check_output", "write subprocess.run{…}, which waits for the program; one that runs beside the actors stands under processes:"},
		{"socket.recv_into socket.recvfrom_into", "strings cannot be written into: it is recv and recvfrom"},
		{"struct.pack_into", "strings cannot be written into: write struct.pack(format, …) and join with .."},
		{"socket.recvmsg socket.recvmsg_into socket.sendmsg socket.send_fds socket.recv_fds", "there are no ancillary data: it is recvfrom and sendto, and sendall for several buffers"},
		{"socket.setdefaulttimeout socket.getdefaulttimeout", "each socket has its own, by settimeout; what has none waits until the scenario's timeout"},
		{"sys.argv", "write arg[1]"},
		{"sys.exit exit quit", "write os.exit(code)"},
		{"string.strip", "write s:match(\"^%s*(.-)%s*$\")"},
		{"string.split string.splitlines", "write for part in s:gmatch(\"[^,]+\") do … end"},
		{"string.join", "write table.concat(t, separator)"},
		{"string.startswith", "write s:sub(1, #text) == text"},
		{"string.endswith", "write s:sub(-#text) == text"},
		{"string.encode string.decode", "strings are bytes already; other encodings than utf-8 are in codec, as in codec.encode(s, \"gbk\")"},
		{"string.replace", "write s:gsub(pattern, text)"},
		{"string.hex", "write hex.encode(s)"},
		{"string.index", "write s:find(text, 1, true)"},
	}
}
