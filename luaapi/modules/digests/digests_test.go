package digests_test

import (
	"context"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/digests"
)

// world is all of a world that scripts without I/O need.
type world struct{ host.World }

func (world) NewBaton() sync.Locker { return &sync.Mutex{} }
func (world) Interleave() func()    { return nil }

// verify says for each way of computing an HMAC whether it begins with a tag.
const verify = `
	return function(name, key, msg, tag)
		local made = hmac.new(key, msg:sub(1, 7), name)
		made:update(msg:sub(8))
		local copy = made:copy()
		local ways = {hmac.digest(key, msg, name), hmac.digest(key, msg, hashlib[name]), hmac.new(key, msg, hashlib[name]):digest(), made:digest(), copy:digest()}
		local n, all = 0, #ways
		for i = 1, all do
			if hmac.compare_digest(ways[i]:sub(1, #tag), tag) then n = n + 1 end
		end
		return n == all, n == 0
	end`

// TestWycheproof verifies the tags of the engine's vectors as scripts do.
func TestWycheproof(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../wire/digest/testdata/wycheproof.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := thread.New(world{}, context.Background())
	err = s.Do("test", func(task *thread.Task) error {
		L := task.Lua()
		L.SetGlobal("hashlib", digests.Hashlib().Build(s))
		L.SetGlobal("hmac", digests.HMAC().Build(s))
		lua.OpenString(L)
		fn, err := L.Load(strings.NewReader(verify), "test.lua")
		if err != nil {
			return err
		}
		made, raised := s.Try(L, fn)
		if raised != nil {
			return raised
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			f := strings.Fields(line)
			if strings.HasPrefix(line, "#") {
				continue
			}
			results, raised := s.Try(L, made[0], lua.LString(f[0]), counting(f[1]), counting(f[2]), unhex(f[3]))
			if raised != nil {
				return raised
			}
			if valid := f[4] == "valid"; results[0] != lua.LBool(valid) || results[1] != lua.LBool(!valid) {
				t.Errorf("%s: all ways find it valid is %v, none %v", line, results[0], results[1])
			}
			n++
		}
		if n < 600 {
			t.Errorf("%d vectors only", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// counting returns as many of the bytes 0, 1, 2 and so on as digits say.
func counting(digits string) lua.LString {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err)
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return lua.LString(b)
}

func unhex(digits string) lua.LString {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return lua.LString(b)
}
