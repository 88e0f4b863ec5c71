package thread_test

import (
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/internal/opcode"
	"sockrun/luaapi/internal/thread"
)

// forgotten are bodies of loops in which nothing of data outlives its scope;
// behind each are the methods that get data until then.
var forgotten = map[string]string{
	`local data = s:recv(n)`:                                                               "",
	`got = #s:recv(n)`:                                                                     "",
	`local data, more = s:recv(n), 1`:                                                      "",
	`local data = s:recv(n) t[1] = function() return n end`:                                "",
	`::again:: do local data = s:recv(n) if #data < n then goto again end end`:             "",
	`local data = s:recv(n) got = got + #data`:                                             "",
	`local data = s:recv(n) if data == "" then break end`:                                  "",
	`local data = s:recv(n) if "" == data or data ~= "x" then return end`:                  "",
	`local data = s:recv(n) if not data then error("none") end got = got - #data`:          "",
	`local data = s:recv(n) if data < "a" then got = 1 end`:                                "",
	`local data = s:recv(math.min(n, 5)) while #data > got do got = got + 1 end`:           "",
	`local data = s:recv(n) file:write(data)`:                                              "write",
	`local data = s:recv(n) local a = sum:update(data) file:write(data) got = got + #data`: "update write",
	`local data = s:recv(n) s:sendall(data, 1) s:sendall("x")`:                             "sendall",
	`local data = s:recv(n) file:write("x", data, "y")`:                                    "write",
	`local data = s:recv(n) for i = 1, 3 do file:write(data) end`:                          "write",
	`local data = s:recv(n) if #data == 0 then goto done end file:write(data) ::done::`:    "write",
	`local data = s:recv(n) do local data = s:recv(n) file:write(data) end got = #data`:    "",
	`local data = s:recv(n) local x, y = got, n got = x + y print(x, got)`:                 "",
	`local data = s:recv(n) local t = {got} t[1] = n table.insert(t, n) got = "a" .. got`:  "",
	`local data = s:recv(n) repeat got = got + 1 until got > #data`:                        "",
	`local data = s:recv(n) for k, v in pairs({}) do print(k, v) end`:                      "",
	`local data = s:recv(n) assert(data == "x" and #data < 5)`:                             "",
	`local data = s:recv(n) print(data == "x")`:                                            "",
}

// kept are bodies in which something of data may live on.
var kept = []string{
	`t[#t + 1] = s:recv(n)`,
	`t = {s:recv(n), 1}`,
	`print(s:recv(n), 1)`,
	`local data ::again:: if data then t[1] = data end data = s:recv(n) goto again`,
	`local data = s:recv(n) for i = 1, 2 do if i == 2 then last = data end end`,
	`data = s:recv(n)`, // an upvalue or a global
	`got = s:recv(n)`,
	`s:recv(n)`,
	`local data, more = s:recv(n)`,
	`local data = (s:recv(n)) last = data`,
	`local data = s:recv(n) last = data`,
	`local data = s:recv(n) t[1] = data`,
	`local data = s:recv(n) t[data] = 1`,
	`local data = s:recv(n) t.x = data`,
	`local data = s:recv(n) t = {data}`,
	`local data = s:recv(n) t = {x = data}`,
	`local data = s:recv(n) t = {[data] = 1}`,
	`local data = s:recv(n) return data`,
	`local data = s:recv(n) return (data)`,
	`local data = s:recv(n) return got, data`,
	`local data = s:recv(n) return print(data)`,
	`local data = s:recv(n) print(data)`,
	`local data = s:recv(n) print(got, data)`,
	`local data = s:recv(n) local other = data got = #other`,
	`local data = s:recv(n) got = data`,
	`local data = s:recv(n) last = "x" .. data`,
	`local data = s:recv(n) last = data .. "x"`,
	`local data = s:recv(n) last = data or 1`,
	`local data = s:recv(n) last = got and data`,
	`local data = s:recv(n) t[1] = function() return data end`,
	`local data = s:recv(n) last = data:sub(1, 2)`,
	`local data = s:recv(n) last = t[data]`,
	`local data = s:recv(n) last = data.x`,
	`local data = s:recv(n) got = data + 1`,
	`local data = s:recv(n) got = -data`,
	`local data = s:recv(n) if data < got then got = 1 end`, // a metamethod may get it
	`local data = s:recv(n) data = data`,
	`local data = s:recv(n) file.write(data)`,
	`local data = s:recv(n) file.write(file, data)`,
	`local data = s:recv(n) t.file:write(data)`,
	`local data = s:recv(n) global:write(data)`,
	`local data = s:recv(n) moved:write(data)`,
	`local data = s:recv(n) file = other file:write(data)`,
	`local data = s:recv(n) file, sum = nil, nil file:write(data)`,
	`local data = s:recv(n) local mine = file mine:write(data)`,
	`local data = s:recv(n) file:write(print(data))`,
	`local data = s:recv(n) file:write(got or data)`,
	`local data = s:recv(n) file:write(f(), data)`,
	`local data = s:recv(n) file:write({data})`,
	`local data = s:recv(n) file:write(data, ...)`,
	`local data = s:recv(n) file[name](file, data)`,
	`local data = s:recv(n) for i = 1, data do end`,
	`local data = s:recv(n) for k in pairs, t, data do end`,
	`local data = s:recv(n) for i = 1, 2 do t[i] = data end`,
	`local data = s:recv(n) do local a = data end`,
	`local data = s:recv(n) coroutine.yield(data)`,
}

// before declares what the bodies use; move changes variables behind their
// back.
const before = `
local s, n, file, sum, moved, t, name, got, last, data = ...
local function move() moved = nil data = nil end
`

// loops are what the bodies stand in.
var loops = []string{
	"while true do\nBODY\nend",
	"for i = 1, 5 do\nBODY\nend",
	"for k in pairs(t) do\nBODY\nend",
	"repeat\nBODY\nuntil got",
	"do\nBODY\nend",
	"if n then\nBODY\nend print(n)",
}

func TestBorrower(t *testing.T) {
	t.Parallel()
	for _, loop := range loops {
		for body, methods := range forgotten {
			if strings.Contains(body, "break") && !strings.Contains(loop, "while") {
				continue
			}
			code := strings.Replace(loop, "BODY", body, 1)
			if lends, got := recvIn(t, code); !lends || strings.Join(got, " ") != methods {
				t.Errorf("%s\n  lends: %v to %q, want %q", code, lends, got, methods)
			}
		}
		for _, body := range kept {
			code := strings.Replace(loop, "BODY", body, 1)
			if lends, got := recvIn(t, code); lends {
				t.Errorf("%s\n  lends to %q, though something may be kept", code, got)
			}
		}
	}
}

// recvIn asks about the first call of recv in a loop.
func recvIn(t *testing.T, code string) (lends bool, methods []string) {
	t.Helper()
	c, err := chunk.Compile(before+code, chunk.Options{})
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	p := c.Proto
	for pc, code := range p.Code {
		self := opcode.Word(code)
		if self.Op() != lua.OP_SELF || p.Constants[self.C()-opcode.FirstConstant].String() != "recv" {
			continue
		}
		for ; ; pc++ {
			if i := opcode.Word(p.Code[pc]); i.Op() == lua.OP_CALL && i.A() == self.A() {
				return thread.Lends(p, pc)
			}
		}
	}
	t.Fatalf("%s: no call of recv", code)
	return false, nil
}
