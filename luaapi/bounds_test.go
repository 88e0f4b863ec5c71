package luaapi_test

import (
	"errors"
	"slices"
	"testing"

	"sockrun/luaapi"
)

// TestDecompressedSizeIsBounded: without max, what a peer sends in 16 KiB may
// not become more than 16 MiB.
func TestDecompressedSizeIsBounded(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local large = zlib.compress(("\0"):rep(2 ^ 24 + 1))
		expect.error(function() zlib.decompress(large) end, "there are more than 16777216 bytes")
		expect.error(function() zlib.decompressobj():decompress(large) end, "there are more than 16777216 bytes")
		expect.equal(#zlib.decompress(large, {max = 2 ^ 24 + 1}), 2 ^ 24 + 1)`)
	if err != nil {
		t.Error(err)
	}
}

// TestStringsAreBounded: whatever makes one string of many, in one call or one
// instruction, asks first whether there may be one so long.
func TestStringsAreBounded(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		`return s .. s .. s .. s .. s .. s .. s .. s .. s`,
		`return s:rep(9)`,
		`return table.concat({s, s, s, s, s, s, s, s, s})`,
		`return table.concat({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, s)`,
		`return ("123456789"):gsub(".", s)`,
		`return ("123456789"):gsub(".", function() return s end)`,
		`return s:gsub("^.*$", "%0%0%0%0%0%0%0%0%0")`,
		`return string.format("%s%s%s%s%s%s%s%s%s", s, s, s, s, s, s, s, s, s)`,
		`return hex.encode("1234567890", s)`,
		`return json.dumps({s, s, s, s, s, s, s, s, s})`,
		`return json.dumps({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {separators = {s, ":"}})`,
	} {
		t.Run(code, func(t *testing.T) {
			_, err := run(t, `
				local s = ("x"):rep(2 ^ 25 - 2 ^ 18)
				expect.error(function() `+code+` end, " MiB")
				expect.equal(#(s .. s .. s), 3 * #s)`)
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEndlessFiles requires that a file without an end, or without a line end, is
// no string without an end.
func TestEndlessFiles(t *testing.T) {
	t.Parallel()
	err := runScript(t, setup{allowAll: true, code: `
		local f = io.open("/dev/zero")
		for _, format in ipairs{"*l", "*a", 2 ^ 40} do
			expect.error(function() f:read(format) end, "/dev/zero: more than 256 MiB are read at once: read n bytes at a time")
		end
		expect.equal(#f:read(10), 10)
		local f = io.open("digits", "w")
		f:write(("1"):rep(600), "\n")
		f:close()
		local f = io.open("digits")
		f:read("*n")
		expect.equal(#f:read("*l"), 600 - 512)`})
	if err != nil {
		t.Error(err, detail(err))
	}
}

// TestRoomIsAsked requires that every large string is announced.
func TestRoomIsAsked(t *testing.T) {
	t.Parallel()
	var asked []int
	w := newWorld(t, setup{})
	vm := luaapi.New(luaapi.Config{World: w, Context: t.Context(), Room: func(bytes int) error {
		if asked = append(asked, bytes); bytes > 4<<20 {
			return errors.New("too much for this test")
		}
		return nil
	}})
	c := compile(t, "", `
		local s = ("x"):rep(2 ^ 20 - 1)
		local t = s .. "x"
		t = table.concat({t, "y"})
		t = (t:gsub("y", "yz"))
		local ok, err = pcall(function() return t .. t .. t .. t .. t end)
		if ok or err ~= "test.lua:6: too much for this test" then error(err) end
		if pcall(t.rep, t, 5) then error("made") end`)
	if err := vm.Do("main", func(task *luaapi.Task) error { return whole(task, c) }); err != nil {
		t.Error(err)
	}
	if want := []int{1 << 20, 1<<20 + 1, 1 << 20, 5<<20 + 10, 5<<20 + 10}; !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
}
